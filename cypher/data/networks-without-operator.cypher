// Networks without operator
// Which networks does nobody operate, and are no part of another?
// params: dataset
// returns: network

MATCH (network:Network WHERE ($dataset IS NULL OR network.graphx_dataset = $dataset))
WHERE NOT EXISTS { (network)<-[r:OPERATES|HAS_PART WHERE r.graphx_dataset = network.graphx_dataset]-() }
RETURN network
ORDER BY network.id
LIMIT 500;
