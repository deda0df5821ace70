using MiniGrad.Training;
using MiniGrad.Visualization;

namespace DeepNetworks;

/// <summary>The pictures that the example draws.</summary>
internal static class Pictures
{
    /// <summary>Writes them as SVG.</summary>
    /// <returns>The names of the files.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Save(string folder, IReadOnlyList<VariantResult> results)
    {
        List<(string File, LineChart Chart)> charts =
        [
            ("gradients.svg", Compare(results, FlowQuantity.OutputGradient, "The gradient on its way back, before training")),
            ("outputs.svg", Compare(results, FlowQuantity.Output, "The signal on its way forward, before training")),
            ("sigmoid.svg", GradientFlowChart.Of(results[0].Start, $"{Experiment.Depth} sigmoid layers before training")),
            ("loss.svg", Losses(results)),
        ];
        foreach ((string file, LineChart chart) in charts) chart.Save(Path.Combine(folder, file));
        return [.. charts.Select(chart => chart.File)];
    }

    /// <summary>The linear layers of all networks. Clipping changes nothing before training.</summary>
    private static LineChart Compare(IReadOnlyList<VariantResult> results, FlowQuantity quantity, string title) => GradientFlowChart.Compare(
        results.Where(result => result.Variant.Clipping is null).Select(result => (result.Variant.Name, result.Start)), quantity, title, IsLinear);

    private static bool IsLinear(LayerFlow layer) => layer.Description.StartsWith("Linear", StringComparison.Ordinal);

    private static LineChart Losses(IReadOnlyList<VariantResult> results)
    {
        LineChart chart = new() { Title = "The loss", XAxis = new Axis("epoch"), YAxis = new Axis("cross-entropy") { Scale = AxisScale.Logarithmic } };
        foreach (VariantResult result in results) chart.Add(result.Variant.Name, result.Losses);
        return chart;
    }
}
