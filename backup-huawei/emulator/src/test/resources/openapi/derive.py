"""Derives cbr.json, evs.json and ims.json, beside this file, from the OpenAPI documents that the vendor publishes.

python3 derive.py VENDOR-CBR.json cbr.json VENDOR-EVS.json evs.json VENDOR-IMS.json ims.json

Only what a machine compares is kept: of each answer that is no refusal the names of its members, their types and values; "!" after a
name: required. OpenApiConformanceTest reads them.
"""

import json, sys

def shape(schema, types, defs):
    """A schema in short: "string", "string:a|b", ["string"], {"*": "string"}, "@Name"."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        if name not in types:
            types[name] = None
            types[name] = shape(defs[name], types, defs)
        return "@" + name
    if "allOf" in schema:
        parts = [shape(part, types, defs) for part in schema["allOf"]]
        merged = {}
        for part in parts:
            part = types[part[1:]] if isinstance(part, str) and part[0] == "@" else part
            if not isinstance(part, dict):
                return part
            merged.update(part)
        return merged
    kind = schema.get("type", "object" if "properties" in schema else "any")
    if kind == "array":
        return [shape(schema.get("items", {}), types, defs)]
    if kind == "object":
        required = schema.get("required", [])
        own = {name + ("!" if name in required else ""): shape(value, types, defs)
               for name, value in schema.get("properties", {}).items()}
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict):
            own["*"] = shape(extra, types, defs)
        return own or "any"
    values = [value for value in schema.get("enum", []) if isinstance(value, str)]
    return kind + (":" + "|".join(values) if values else "")

for source, target in zip(sys.argv[1::2], sys.argv[2::2]):
    document = json.load(open(source))
    answers, types = {}, {}
    for path, methods in sorted(document["paths"].items()):
        for method, operation in sorted(methods.items()):
            for status, answer in sorted(operation["responses"].items()):
                if status[0] in "23":
                    body = answer.get("content", {}).get("application/json", {}).get("schema")
                    answers[method.upper() + " " + path + " " + status] = (
                        shape(body, types, document["components"]["schemas"]) if body else "none")
    with open(target, "w") as out:
        json.dump({"answers": answers, "types": dict(sorted(types.items()))}, out, indent=1, ensure_ascii=False)
        out.write("\n")
