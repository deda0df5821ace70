using MiniGrad.Training;

namespace MiniGrad.Visualization;

/// <summary>Pictures of a <see cref="GradientFlow"/>: the layers from left to right, their figures on a logarithmic scale.</summary>
/// <remarks>A line that falls towards the left is a gradient that vanishes; where a figure is 0 or not finite, the line is interrupted.</remarks>
public static class GradientFlowChart
{
    /// <summary>All figures of one model, over the names of its layers that have parameters.</summary>
    /// <param name="flow">What was measured.</param>
    /// <param name="title">What stands above the picture.</param>
    /// <param name="theme">For which background. Default: the viewer's.</param>
    /// <param name="width"><see cref="Chart.Width"/>.</param>
    /// <param name="plotHeight"><see cref="Chart.PlotHeight"/>.</param>
    /// <exception cref="ArgumentException">No layer has parameters.</exception>
    public static LineChart Of(
        GradientFlow flow, string title = "Gradient flow", Theme theme = Theme.Automatic, int width = Chart.DefaultWidth,
        int plotHeight = Chart.DefaultPlotHeight)
    {
        ArgumentNullException.ThrowIfNull(flow);
        LayerFlow[] layers = Chosen(flow, HasWeights, nameof(flow));
        LineChart chart = new()
        {
            Title = title,
            Theme = theme,
            Width = width,
            PlotHeight = plotHeight,
            XAxis = new Axis { Categories = [.. layers.Select(layer => layer.Name)] },
            YAxis = new Axis("root mean square, or ratio") { Scale = AxisScale.Logarithmic },
        };
        foreach (FlowQuantity quantity in Enum.GetValues<FlowQuantity>())
            if (layers.Any(layer => Value(layer, quantity) > 0)) chart.Add(Series(NameOf(quantity), layers, quantity));
        return chart;
    }

    /// <summary>One figure of several models, over the number of the layer, counted from 1 at the input.</summary>
    /// <param name="flows">What was measured, with names for the legend.</param>
    /// <param name="quantity">Which figure.</param>
    /// <param name="title">What stands above the picture.</param>
    /// <param name="choose">Which layers to count. Default: those with parameters.</param>
    /// <param name="theme">For which background. Default: the viewer's.</param>
    /// <exception cref="ArgumentException">There are no models, or none of a model's layers is chosen.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such figure.</exception>
    public static LineChart Compare(
        IEnumerable<(string Name, GradientFlow Flow)> flows, FlowQuantity quantity, string title = "Gradient flow", Func<LayerFlow, bool>? choose = null,
        Theme theme = Theme.Automatic)
    {
        ArgumentNullException.ThrowIfNull(flows);
        if (!Enum.IsDefined(quantity)) throw new ArgumentOutOfRangeException(nameof(quantity), $"GradientFlowChart: there is no quantity {(int)quantity}.");
        LineChart chart = new()
        {
            Title = title,
            Theme = theme,
            XAxis = new Axis("layer, from the input to the output"),
            YAxis = new Axis(NameOf(quantity) + (quantity == FlowQuantity.UpdateRatio ? "" : ", root mean square")) { Scale = AxisScale.Logarithmic },
        };
        foreach ((string name, GradientFlow flow) in flows) chart.Add(Series(name, Chosen(flow, choose ?? HasWeights, nameof(flows)), quantity, firstPlace: 1));
        return chart.Series.Count > 0 ? chart : throw new ArgumentException("GradientFlowChart: expected at least one model, got none.", nameof(flows));
    }

    private static LineSeries Series(string name, LayerFlow[] layers, FlowQuantity quantity, int firstPlace = 0) =>
        new(name, layers.Select((_, place) => (double)(firstPlace + place)), layers.Select(layer => Value(layer, quantity))) { HasMarkers = true };

    private static LayerFlow[] Chosen(GradientFlow flow, Func<LayerFlow, bool> choose, string argument)
    {
        LayerFlow[] layers = [.. flow.Layers.Where(choose)];
        return layers.Length > 0 ? layers : throw new ArgumentException($"GradientFlowChart: none of {flow.Layers.Count} layers is to be shown.", argument);
    }

    private static bool HasWeights(LayerFlow layer) => layer.Weights is not null;

    private static double Value(LayerFlow layer, FlowQuantity quantity) => quantity switch
    {
        FlowQuantity.Output => layer.Activations.RootMeanSquare,
        FlowQuantity.OutputGradient => layer.ActivationGradients?.RootMeanSquare,
        FlowQuantity.Weights => layer.Weights?.RootMeanSquare,
        FlowQuantity.WeightGradient => layer.Gradients?.RootMeanSquare,
        _ => layer.UpdateRatio,
    } ?? double.NaN;

    private static string NameOf(FlowQuantity quantity) => quantity switch
    {
        FlowQuantity.Output => "output",
        FlowQuantity.OutputGradient => "gradient of the output",
        FlowQuantity.Weights => "weights",
        FlowQuantity.WeightGradient => "gradient of the weights",
        _ => "update ÷ weights",
    };
}
