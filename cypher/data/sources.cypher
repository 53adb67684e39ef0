// Sources
// Which sources are there, how reliable are they, and which of them retell others?
// params: dataset
// returns: source, publisher, published, reliability, derived_from, relations
// note: `relations` counts those of which a claim names the source

CALL () {
  MATCH (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r]->(:Entity)
  UNWIND r.graphx_claim_source AS id
  MATCH (source:Source {graphx_dataset: r.graphx_dataset, id: id})
  RETURN source, count(DISTINCT r) AS relations
  UNION ALL
  MATCH (source:Source WHERE ($dataset IS NULL OR source.graphx_dataset = $dataset))
  RETURN source, 0 AS relations
}
WITH source, max(relations) AS relations
RETURN source, source.publisher AS publisher, source.published AS published, source.reliability AS reliability,
  coalesce(source.derived_from, []) AS derived_from, relations
ORDER BY source.id
LIMIT 500;
