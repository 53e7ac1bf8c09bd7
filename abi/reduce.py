#!/usr/bin/env python3
"""Reads what abidw says of the library and writes the C interface alone.

    reduce.py ABIDW_OUTPUT >notification_hubs-X.Y.abi

abidw follows pointers into Rust's own types, which are nobody's business and
change with every commit. Here an object is a name without members, Option<&T>
and Option<Box<T>> are the pointers that they are to a C program, and each type
is called as in the header. What crosses the interface by value and is neither a
number nor an enumeration stops the script: no foreign language could pass it.
"""

import sys
import xml.etree.ElementTree as ET

# Rust's names of numbers, and C's.
NUMBERS = {
    "bool": "bool",
    "i8": "char",
    "i32": "int32_t",
    "u32": "uint32_t",
    "i64": "int64_t",
    "u64": "uint64_t",
    "usize": "size_t",
    "f64": "double",
    "void": "void",
}
POINTER_BITS = "64"


class Interface:
    """The types that functions of the interface mention, and the functions."""

    def __init__(self, root):
        self.known = {node.get("id"): node for node in root.iter() if node.get("id")}
        self.types = {}

    def type(self, type_id):
        """The id in our own document of a type of abidw's, once it is written."""
        node = self.known[type_id]
        name = node.get("name")
        if node.tag == "type-decl":
            return self.number(node, NUMBERS[name])
        if node.tag == "enum-decl":
            return self.enumeration(node, name)
        if node.tag == "pointer-type-def":
            return self.pointer(self.pointee(node.get("type-id")))
        if node.tag == "class-decl" and name.startswith("Option<"):
            return self.type(niche(node))
        sys.exit(f"{node.tag} {name} crosses the interface by value")

    def pointee(self, type_id):
        node = self.known[type_id]
        name = node.get("name")
        if node.tag == "function-type":
            return self.signature(node)
        if name == "c_void":
            return self.add("void", ET.Element("type-decl", name="void"))
        if node.tag == "class-decl" and name.startswith("nh_"):
            return self.add(
                name,
                ET.Element(
                    "class-decl",
                    {
                        "name": name,
                        "is-struct": "yes",
                        "visibility": "default",
                        "is-declaration-only": "yes",
                    },
                ),
            )
        return self.type(type_id)

    def number(self, node, name):
        element = ET.Element("type-decl", name=name)
        if node.get("size-in-bits"):
            element.set("size-in-bits", node.get("size-in-bits"))
        return self.add(name, element)

    def enumeration(self, node, name):
        bits = self.known[node.find("underlying-type").get("type-id")].get("size-in-bits")
        underlying = self.add(
            f"enum:{bits}",
            ET.Element(
                "type-decl",
                {
                    "name": f"unnamed-enum-underlying-type-{bits}",
                    "is-anonymous": "yes",
                    "size-in-bits": bits,
                    "alignment-in-bits": bits,
                },
            ),
        )
        element = ET.Element("enum-decl", name=name)
        ET.SubElement(element, "underlying-type", {"type-id": underlying})
        for enumerator in node.findall("enumerator"):
            ET.SubElement(
                element,
                "enumerator",
                name=constant(name, enumerator.get("name")),
                value=enumerator.get("value"),
            )
        return self.add(name, element)

    def pointer(self, target):
        attributes = {"type-id": target, "size-in-bits": POINTER_BITS}
        return self.add(f"{target}*", ET.Element("pointer-type-def", attributes))

    def signature(self, node):
        element = ET.Element("function-type", {"size-in-bits": POINTER_BITS})
        return self.add(self.add_signature(element, node), element)

    def function(self, node):
        name = node.get("name")
        element = ET.Element("function-decl", {"name": name, "elf-symbol-id": name})
        self.add_signature(element, node)
        return element

    def add_signature(self, element, node):
        parameters = [self.type(p.get("type-id")) for p in node.findall("parameter")]
        returns = self.type(node.find("return").get("type-id"))
        for parameter in parameters:
            ET.SubElement(element, "parameter", {"type-id": parameter})
        ET.SubElement(element, "return", {"type-id": returns})
        return f"{returns}({','.join(parameters)})"

    def add(self, type_id, element):
        element.set("id", type_id)
        self.types.setdefault(type_id, element)
        return type_id


def niche(option):
    """What an Option holds that is no larger than it: the pointer in it."""
    for variant in option.iter("class-decl"):
        if variant.get("name") == "Some" and variant.get("size-in-bits") == POINTER_BITS:
            return variant.find("data-member/var-decl").get("type-id")
    return sys.exit(f"{option.get('name')} crosses the interface by value")


def constant(enumeration, variant):
    """NH_STATUS_INVALID_TAG, of nh_status and InvalidTag."""
    words = "".join(f"_{c}" if c.isupper() else c for c in variant)
    return f"{enumeration}{words}".upper()


def reduce(root):
    interface = Interface(root)
    functions = {}
    for node in root.iter("function-decl"):
        if node.get("name").startswith("nh_"):
            functions[node.get("name")] = interface.function(node)

    corpus = ET.Element("abi-corpus", version=root.get("version"), soname=root.get("soname"))
    symbols = ET.SubElement(corpus, "elf-function-symbols")
    for name in sorted(functions):
        ET.SubElement(
            symbols,
            "elf-symbol",
            {
                "name": name,
                "type": "func-type",
                "binding": "global-binding",
                "visibility": "default-visibility",
                "is-defined": "yes",
            },
        )
    unit = ET.SubElement(
        corpus,
        "abi-instr",
        {"address-size": "64", "path": "notification_hubs.h", "language": "LANG_C11"},
    )
    unit.extend(interface.types[type_id] for type_id in sorted(interface.types))
    unit.extend(functions[name] for name in sorted(functions))
    ET.indent(corpus)
    return ET.tostring(corpus, encoding="unicode")


if __name__ == "__main__":
    print(reduce(ET.parse(sys.argv[1]).getroot()))
