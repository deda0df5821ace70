namespace MiniGrad.Visualization;

/// <summary>Pictures of a <see cref="GradientFlow"/>: layers from left to right, their figures on a logarithmic scale.</summary>
/// <remarks>A gradient that vanishes falls towards the left. Figures that are 0 or not finite interrupt the line.</remarks>
public static class GradientFlowChart
{
    /// <summary>With more points, their markers would hide the line.</summary>
    private const int MostMarkers = 60;

    /// <summary>All figures of one model, over the names of its layers with parameters.</summary>
    /// <param name="flow">The measurement.</param>
    /// <param name="title">The title.</param>
    /// <param name="theme">The background. Default: the viewer's.</param>
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

    /// <summary>One figure of several models, over the number of the layer, from 1 at the input.</summary>
    /// <param name="flows">The measurements, with names for the legend.</param>
    /// <param name="quantity">The figure.</param>
    /// <param name="title">The title.</param>
    /// <param name="choose">The layers to show. Default: null, those with parameters.</param>
    /// <param name="theme">The background. Default: the viewer's.</param>
    /// <exception cref="ArgumentException">There are no models, or no layer of a model is chosen.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such figure.</exception>
    public static LineChart Compare(
        IEnumerable<(string Name, GradientFlow Flow)> flows, FlowQuantity quantity, string title = "Gradient flow",
        Func<LayerFlow, bool>? choose = null, Theme theme = Theme.Automatic)
    {
        return Compared(
            flows, quantity, title, choose ?? HasWeights, theme, "layer, from the input to the output");
    }

    /// <summary>One figure of several recurrent models, over the steps of a sequence, from 1: the calls of a layer in a loop, such as an
    /// <see cref="Layers.LstmCell{T}"/>.</summary>
    /// <remarks>A gradient that vanishes over time falls towards the left. The gradient is that of what the layer gave out at a step,
    /// by all ways that lead from there to the loss.</remarks>
    /// <param name="flows">The measurements, with names for the legend.</param>
    /// <param name="quantity">The figure. Default: the gradient of the output.</param>
    /// <param name="title">The title.</param>
    /// <param name="choose">The calls to show. Default: null, those of the first layer with parameters.</param>
    /// <param name="theme">The background. Default: the viewer's.</param>
    /// <exception cref="ArgumentException">There are no models, or no call of a model is chosen.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such figure.</exception>
    public static LineChart OverSteps(
        IEnumerable<(string Name, GradientFlow Flow)> flows, FlowQuantity quantity = FlowQuantity.OutputGradient,
        string title = "Gradient flow over time", Func<LayerFlow, bool>? choose = null, Theme theme = Theme.Automatic)
    {
        return Compared(flows, quantity, title, choose, theme, "step");
    }

    private static LineChart Compared(
        IEnumerable<(string Name, GradientFlow Flow)> flows, FlowQuantity quantity, string title, Func<LayerFlow, bool>? choose,
        Theme theme, string places)
    {
        ArgumentNullException.ThrowIfNull(flows);
        Guard.Defined(quantity, nameof(GradientFlowChart));
        string unit = quantity == FlowQuantity.UpdateRatio ? "" : ", root mean square";
        LineChart chart = new()
        {
            Title = title,
            Theme = theme,
            XAxis = new Axis(places),
            YAxis = new Axis($"{NameOf(quantity)}{unit}") { Scale = AxisScale.Logarithmic },
        };
        foreach ((string name, GradientFlow flow) in flows)
            chart.Add(Series(name, Chosen(flow, choose ?? IsStep(flow), nameof(flows)), quantity, firstPlace: 1));
        Guard.NotEmpty(chart.Series.Count, nameof(GradientFlowChart), "model", nameof(flows));
        return chart;
    }

    private static LineSeries Series(string name, LayerFlow[] layers, FlowQuantity quantity, int firstPlace = 0)
    {
        IEnumerable<double> places = Enumerable.Range(firstPlace, layers.Length).Select(place => (double)place);
        return new(name, places, layers.Select(layer => Value(layer, quantity))) { HasMarkers = layers.Length <= MostMarkers };
    }

    /// <summary>Whether a layer is a call of the first one with parameters.</summary>
    private static Func<LayerFlow, bool> IsStep(GradientFlow flow)
    {
        string? first = flow.Layers.FirstOrDefault(HasWeights)?.LayerName;
        return layer => layer.LayerName == first;
    }

    private static LayerFlow[] Chosen(GradientFlow flow, Func<LayerFlow, bool> choose, string argument)
    {
        LayerFlow[] layers = [.. flow.Layers.Where(choose)];
        if (layers.Length > 0) return layers;
        throw new ArgumentException($"GradientFlowChart: none of {flow.Layers.Count} layers is to be shown.", argument);
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

/// <summary>A figure of a layer in a <see cref="GradientFlowChart"/>.</summary>
public enum FlowQuantity
{
    /// <summary>The root mean square of the output: <see cref="LayerFlow.Activations"/>.</summary>
    Output,

    /// <summary>The root mean square of δ, the gradient of the output: <see cref="LayerFlow.ActivationGradients"/>.</summary>
    OutputGradient,

    /// <summary>The root mean square of the parameters: <see cref="LayerFlow.Weights"/>.</summary>
    Weights,

    /// <summary>The root mean square of the gradient of the parameters: <see cref="LayerFlow.Gradients"/>.</summary>
    WeightGradient,

    /// <summary>The size of the update relative to the weights: <see cref="LayerFlow.UpdateRatio"/>.</summary>
    UpdateRatio,
}
