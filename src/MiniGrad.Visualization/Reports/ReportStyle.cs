using System.Text;

namespace MiniGrad.Visualization;

/// <summary>The style sheet of a report. Without characters that XML would escape, which style sheets in HTML do not understand.</summary>
internal static class ReportStyle
{
    private static readonly (string Name, ThemedColor Color)[] colors =
    [
        ("page", Colors.Page), ("card", Colors.Background), ("text", Colors.Text), ("faint", Colors.FaintText), ("line", Colors.GridLine),
        ("good", Colors.Good), ("bad", Colors.Bad), ("link", Colors.Link), ("marked", Colors.InputFill),
        ("bar", Colors.Lines[0]),
    ];

    // Where a table is wider than its frame, a shadow shows at the edge that hides something: it stays with the frame, while what covers it moves with the
    // table, and is a little higher, for heights are rounded. Stripes are translucent, so that it is seen through them.
    private const string Rules = $$"""
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 {{Canvas.FontFamily}}; }
        main, header, nav { max-width: 1200px; margin: 0 auto; padding: 0 20px; }
        header { padding-top: 32px; }
        main { padding-bottom: 48px; }
        h1 { font-size: 28px; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 18px; line-height: 1.3; margin: 0 0 12px; }
        h3 { font-size: 14px; line-height: 1.3; font-weight: 600; margin: 0 0 8px; }
        p { margin: 0 0 12px; max-width: 80ch; overflow-wrap: anywhere; }
        time { color: var(--faint); display: block; margin-top: 4px; }
        a { color: var(--link); text-underline-offset: 3px; }
        nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 14px 0 0; padding: 0; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px 22px; margin: 18px 0 0; }
        .note { border-left: 4px solid var(--faint); padding: 2px 0 2px 12px; margin: 0 0 10px; max-width: 100ch; overflow-wrap: anywhere; }
        header .note { margin: 14px 0 0; }
        .good { border-color: var(--good); }
        .bad { border-color: var(--bad); }
        .notes { list-style: none; margin: 0 0 12px; padding: 0; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 14px 22px; margin: 0; }
        .tiles dt { color: var(--faint); font-size: 13px; overflow-wrap: anywhere; }
        .tiles dd { margin: 0; font-size: 22px; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .tiles dd span { display: block; font-size: 13px; font-weight: 400; color: var(--faint); }
        .pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: 0 36px; margin: 0; }
        .pairs div { display: flex; gap: 16px; justify-content: space-between; border-bottom: 1px solid var(--line); padding: 6px 0; }
        .pairs dt { color: var(--faint); flex: none; max-width: 50%; overflow-wrap: anywhere; }
        .pairs dd { margin: 0; text-align: right; overflow-wrap: anywhere; min-width: 0; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); align-items: start; }
        .figures { gap: 26px 32px; margin: 0 0 16px; }
        .figures div, .figures figure { min-width: 0; }
        figure { margin: 0; max-width: 600px; }
        .figures div figure { margin-bottom: 16px; }
        figure svg { display: block; width: 100%; height: auto; }
        figcaption { font-size: 14px; font-weight: 600; margin-bottom: 4px; overflow-wrap: anywhere; }
        .narrow { display: none; }
        .part + .part { margin-top: 22px; }
        .scroll { --shade: rgb(110 122 134 / 60%); overflow-x: auto; margin: 0 0 12px; background:
            linear-gradient(to right, var(--card) 40%, transparent) left / 40px 100%, linear-gradient(to left, var(--card) 40%, transparent) right / 40px 100%,
            linear-gradient(to right, var(--shade), transparent) left / 14px calc(100% - 2px),
            linear-gradient(to left, var(--shade), transparent) right / 14px calc(100% - 2px);
          background-repeat: no-repeat; background-attachment: local, local, scroll, scroll; }
        .scroll:last-child { margin-bottom: 0; }
        .scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; position: relative; }
        table { width: max-content; min-width: min(100%, 420px); }
        th, td { text-align: left; padding: 5px 18px 5px 0; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: baseline; }
        th:last-child, td:last-child { padding-right: 6px; }
        th:first-child { padding-left: 6px; }
        thead th { color: var(--faint); font-size: 13px; white-space: nowrap; }
        tbody th, tbody td { max-width: 34ch; overflow-wrap: break-word; }
        tbody tr:nth-child(even) { background: rgb(128 140 150 / 10%); }
        tbody tr.marked { background: var(--marked); }
        tbody tr.marked th { font-weight: 600; }
        .number { text-align: right; white-space: nowrap; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .bar { width: 240px; max-width: 40vw; height: 10px; border-radius: 3px; background: var(--line); overflow: hidden; }
        .bar div { height: 100%; background: var(--bar); }
        details { margin-top: 4px; }
        summary { cursor: pointer; color: var(--link); padding: 4px 0; margin-bottom: 6px; }
        .images { display: grid; grid-template-columns: repeat(auto-fill, minmax(128px, 1fr)); gap: 18px 14px; }
        .images img { display: block; width: 112px; height: 112px; margin-bottom: 6px; }
        .images img { object-fit: contain; object-position: left; image-rendering: pixelated; }
        .images figcaption { font-size: 13px; line-height: 1.4; font-weight: 400; color: var(--faint); }
        .images span { display: block; overflow-wrap: anywhere; }
        .images .right, .images .wrong { font-weight: 600; }
        .images .right { color: var(--good); }
        .images .wrong { color: var(--bad); }
        @media (max-width: 600px) {
          main, header, nav { padding-left: 12px; padding-right: 12px; }
          header { padding-top: 20px; }
          h1 { font-size: 23px; }
          section { padding: 16px 14px; border-radius: 10px; margin-top: 12px; }
          .wide { display: none; }
          .narrow { display: block; max-width: 420px; }
          .tiles { grid-template-columns: repeat(auto-fill, minmax(118px, 1fr)); gap: 12px 14px; }
          .tiles dd { font-size: 19px; }
          table { width: auto; font-size: 13px; }
          th, td { padding-right: 8px; }
          thead th, thead .number { font-size: 12px; white-space: normal; }
          tbody th, tbody td { max-width: 22ch; }
          .bar { width: 48px; }
          #model table { width: 100%; }
          #model tbody th, #model tbody td { overflow-wrap: anywhere; }
          #model tbody td:nth-child(3) { white-space: nowrap; }
          #model th:last-child, #model td:last-child { padding-right: 2px; }
          #model th:first-child { padding-left: 2px; }
        }
        @media print {
          body { background: none; font-size: 12px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          nav { display: none; }
          section { border: none; padding: 12px 0; }
          .figures { grid-template-columns: 1fr 1fr; }
          .wide { display: none; }
          .narrow { display: block; }
          figure, tr, .tiles div, .pairs div { break-inside: avoid; }
          h2, h3 { break-after: avoid; }
          .scroll { overflow: visible; background: none; }
        }

        """;

    public static string Of(Theme theme)
    {
        StringBuilder css = new("\n");
        css.Append(Variables(theme == Theme.Dark, theme switch { Theme.Light => "light", Theme.Dark => "dark", _ => "light dark" }));
        if (theme == Theme.Automatic) css.Append($"@media (prefers-color-scheme: dark) {{\n{Variables(isDark: true, "light dark")}}}\n");
        return css.Append(Rules).ToString();
    }

    private static string Variables(bool isDark, string scheme)
    {
        IEnumerable<string> variables = colors.Select(entry => $"--{entry.Name}: {ThemedColor.Hex(isDark ? entry.Color.Dark : entry.Color.Light)};");
        return $":root {{ color-scheme: {scheme}; {string.Join(' ', variables)} }}\n";
    }
}
