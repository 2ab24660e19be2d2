"""The gold of a marked text, in the form of `*.gold.json` that the scorer reads."""

import json
from typing import Any

from typesetter.elements import Act, Marked, act_text


def gold_of(marked: Marked) -> dict[str, Any]:
    """The document's facts and its acts, with only what is annotated. Key order is fixed."""
    gold: dict[str, Any] = {"document": dict(marked.facts)}
    if marked.kinds:
        gold["kinds"] = list(marked.kinds)
    gold["acts"] = [_gold_act(act, act_text(marked, act.id)) for act in marked.acts]
    return gold


def _gold_act(act: Act, text: str) -> dict[str, Any]:
    gold: dict[str, Any] = {"id": act.id, "kind": act.kind}
    links = {key: None if value is None else " ".join(value) for key, value in _links(act).items()}
    optional: dict[str, object] = {"body": act.body, "matter": act.matter, **links}
    optional |= {"ref": act.ref, "yes": act.yes, "no": act.no, "abstain": act.abstain}
    gold |= {key: value for key, value in optional.items() if value is not None}
    gold["actors"] = [{"name": actor.name, "party": actor.party} for actor in act.actors]
    gold["text"] = text
    return gold


def _links(act: Act) -> dict[str, tuple[str, ...] | None]:
    return {"about": act.about, "in_favour_of": act.favour, "demand": act.demand}


def gold_json(marked: Marked) -> str:
    """The gold as a file's text."""
    return json.dumps(gold_of(marked), ensure_ascii=False, indent=1) + "\n"
