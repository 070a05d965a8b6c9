"""Everything that crosses a boundary, as pure code: values and binary streams in, values and bytes out."""
