"""The JSON Schemas of a document and of a rule pack (draft 2020-12), made from the models, for editors that check and complete."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema

from graphx.model.policies import Policy
from graphx.model.records import AnyEntity, Day, Relation, Source, Text


class _Document(BaseModel):
    """A graphx document: sources, entities, and relations that run from the dependent to what it depends on."""

    model_config = ConfigDict(extra="forbid", title="graphx document")

    graphx: Annotated[int, Field(ge=1, le=1, description="The version of the document format.")]
    title: Text | None = None
    as_of: Annotated[Day | None, Field(description="The day up to which the document knows.")] = None
    sources: tuple[Source, ...] | None = None
    entities: tuple[Annotated[AnyEntity, Field(discriminator="kind")], ...] | None = None
    relations: tuple[Relation, ...] | None = None


def document_schema() -> dict[str, Any]:
    """Return the JSON Schema of a document."""
    schema = _Document.model_json_schema(by_alias=True)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rule pack."""
    return {"$schema": GenerateJsonSchema.schema_dialect, **Policy.model_json_schema(by_alias=True)}
