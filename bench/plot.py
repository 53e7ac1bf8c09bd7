"""The plot: CPU per send as bars, rate against threads as lines. SVG by hand."""

import math

COLOURS = {"ours": "#0b6e99", "curl": "#c2571a", "raw": "#777777"}
NAMES = {"ours": "this library", "curl": "libcurl, one handle", "raw": "prepared request"}
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 420, 320, 60, 40, 50


def text(x, y, content, anchor="middle", size=12):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{content}</text>'


def round_up(value):
    """1, 2 or 5 times a power of ten, or a multiple that is near above."""
    step = 10 ** math.floor(math.log10(value))
    return next(step * factor for factor in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * factor >= value)


def frame(title, top, unit):
    """Title, axis lines and the scale of a panel."""
    floor = HEIGHT - BOTTOM
    parts = [text(WIDTH / 2, 20, title, size=14)]
    for part in range(5):
        y = floor - (floor - TOP) * part / 4
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(text(LEFT - 6, y + 4, f"{top * part / 4:,.0f}{unit}", "end", 11))
    return parts


def bars(cpu):
    values = {(kind, name): value for kind, each in cpu.items() for name, value in each.items()}
    top = round_up(max(values.values()))
    floor = HEIGHT - BOTTOM
    parts = frame("CPU per send", top, " µs")
    for group, (kind, title) in enumerate((("tls", "TLS"), ("plain", "plain"))):
        start = LEFT + 25 + group * 175
        for place, name in enumerate(COLOURS):
            value = values[kind, name]
            height = (floor - TOP) * value / top
            x = start + place * 45
            parts.append(
                f'<rect x="{x}" y="{floor - height:.1f}" width="38" height="{height:.1f}" '
                f'fill="{COLOURS[name]}"/>'
            )
            parts.append(text(x + 19, floor - height - 4, f"{value:.0f}", size=11))
        parts.append(text(start + 64, floor + 18, title))
    return parts


def lines(rates, latency):
    most = max(threads for threads, _ in rates["ours"])
    top = round_up(max(most / latency, *(value for each in rates.values() for _, value in each)))
    floor = HEIGHT - BOTTOM

    def point(threads, value):
        x = LEFT + (WIDTH - 20 - LEFT) * threads / most
        return f"{x:.1f},{floor - (floor - TOP) * value / top:.1f}"

    def line(points, style):
        joined = " ".join(point(*each) for each in points)
        return f'<polyline points="{joined}" fill="none" {style}/>'

    parts = frame(f"Sends per second at {latency * 1000:.0f} ms, by threads", top, "")
    parts.append(line([(0, 0), (most, most / latency)], 'stroke="#bbb" stroke-dasharray="4 4"'))
    for name in reversed(COLOURS):
        parts.append(line(rates[name], f'stroke="{COLOURS[name]}" stroke-width="2"'))
    for threads, _ in rates["ours"]:
        x = LEFT + (WIDTH - 20 - LEFT) * threads / most
        parts.append(text(x, floor + 18, threads, size=11))
    return parts


def legend():
    parts = []
    for place, (name, colour) in enumerate(COLOURS.items()):
        x = 70 + place * 170
        parts.append(f'<rect x="{x}" y="{HEIGHT - 4}" width="12" height="12" fill="{colour}"/>')
        parts.append(text(x + 18, HEIGHT + 7, NAMES[name], "start"))
    parts.append(text(70 + 3 * 170, HEIGHT + 7, "- - threads / latency", "start"))
    return parts


def svg(cpu, rates, latency):
    """The picture of {kind: {client: µs}} and {client: [(threads, sends per second)]}."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT + 20}" '
        'font-family="sans-serif">',
        f'<rect width="{2 * WIDTH}" height="{HEIGHT + 20}" fill="white"/>',
        *bars(cpu),
        f'<g transform="translate({WIDTH} 0)">',
        *lines(rates, latency),
        "</g>",
        *legend(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
