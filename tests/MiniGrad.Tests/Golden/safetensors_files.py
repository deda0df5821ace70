"""Writes the format of the package safetensors, which is not needed so."""

import json
import struct

TYPES = {"torch.float32": ("F32", "f"), "torch.float64": ("F64", "d")}


def save(path, state):
    """Tensors by name, as safetensors.torch.save_file writes them."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for key, value in state.items():
        begin = len(data)
        name, letter = TYPES[str(value.dtype)]
        data += struct.pack(f"<{value.numel()}{letter}", *value.flatten().tolist())
        header[key] = {"dtype": name, "shape": list(value.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
