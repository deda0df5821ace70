namespace MiniGrad.Visualization;

/// <summary>Names at the places 0, 1, 2, …</summary>
/// <param name="names">The names.</param>
/// <param name="longest">The largest width of a name in pixels.</param>
internal sealed class CategoryScale(IReadOnlyList<string> names, double longest = double.PositiveInfinity) : Scale
{
    public override double TickDistance => HorizontalLabels.Style.LineHeight;

    public override IReadOnlyList<Tick> Ticks(int wanted)
    {
        int stride = Math.Max(1, (names.Count + wanted - 1) / Math.Max(wanted, 1));
        List<Tick> ticks = [];
        for (int i = 0; i < names.Count; i += stride) ticks.Add(new Tick(i, names[i]).Shorten(HorizontalLabels.Style, longest));
        return ticks;
    }

    protected override double Place(double value) => (value + 0.5) / names.Count;
}
