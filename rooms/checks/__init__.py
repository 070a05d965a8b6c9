"""环境检测 and 封场检测: what was checked in a room, and what came of it. An app of its own, as it has tables of its own."""
