// Sites without service
// Which sites have nothing that serves them?
// params: dataset
// returns: site

MATCH (site:Site WHERE ($dataset IS NULL OR site.graphx_dataset = $dataset))
WHERE NOT EXISTS { (site)-[s:SERVED_BY WHERE s.graphx_dataset = site.graphx_dataset]->() }
RETURN site
ORDER BY site.id
LIMIT 500;
