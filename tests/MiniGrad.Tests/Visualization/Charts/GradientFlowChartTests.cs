using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization;

public class GradientFlowChartTests
{
    private static readonly GradientFlow flow = Measure(new Mlp<double>([3, 4, 4, 2], Activation.Tanh, new Random(1)));

    [Fact]
    public void One_model_is_drawn_with_all_figures_over_its_layers()
    {
        LineChart chart = GradientFlowChart.Of(flow, "A model", Theme.Dark);

        Assert.Equal(("A model", Theme.Dark, AxisScale.Logarithmic), (chart.Title, chart.Theme, chart.YAxis.Scale));
        Assert.Equal(["layers.0", "layers.1", "layers.2"], chart.XAxis.Categories);
        Assert.Equal(["output", "gradient of the output", "weights", "gradient of the weights", "update ÷ weights"],
            chart.Series.Select(line => line.Name));
        LayerFlow[] layers = [.. flow.Layers.Where(layer => layer.Weights is not null)];
        Assert.Equal(layers.Select(layer => layer.Activations.RootMeanSquare), chart.Series[0].Y);
        Assert.Equal(layers.Select(layer => layer.ActivationGradients!.RootMeanSquare), chart.Series[1].Y);
        Assert.Equal(layers.Select(layer => layer.Weights!.RootMeanSquare), chart.Series[2].Y);
        Assert.Equal(layers.Select(layer => layer.Gradients!.RootMeanSquare), chart.Series[3].Y);
        Assert.Equal(layers.Select(layer => layer.UpdateRatio!.Value), chart.Series[4].Y);
        Assert.Contains("layers.1", chart.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_are_compared_layer_by_layer()
    {
        GradientFlow deeper = Measure(new Mlp<double>([3, 4, 4, 4, 2], Activation.Relu, new Random(1)));

        LineChart chart = GradientFlowChart.Compare([("shallow", flow), ("deep", deeper)], FlowQuantity.OutputGradient);
        LineChart activations =
            GradientFlowChart.Compare([("deep", deeper)], FlowQuantity.Output, choose: layer => layer.Description == "Relu");

        Assert.Equal(["shallow", "deep"], chart.Series.Select(line => line.Name));
        Assert.Equal([1.0, 2, 3, 4], chart.Series[1].X);
        Assert.Equal(deeper.Layers[1].Activations.RootMeanSquare, activations.Series[0].Y[0]);
        Assert.StartsWith("<svg", chart.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_of_a_cell_in_a_loop_are_shown_step_by_step()
    {
        LstmCell<double> cell = new(3, 4, new Random(1));
        Linear<double> head = new(4, 2, new Random(2));
        GradientFlow loop = GradientFlow.Measure(new Sequential<double>(cell, head), () =>
        {
            LstmState<double>? state = null;
            for (int step = 0; step < 5; step++) state = cell.Step(Tensor.Ones<double>([2, 3]), state);
            return head.Forward(state!.Hidden).Square().Mean();
        });

        LineChart chart = GradientFlowChart.OverSteps([("cell", loop)]);
        LineChart heads = GradientFlowChart.OverSteps([("head", loop)], FlowQuantity.Output, choose: layer => layer.Name == "layers.1");

        Assert.Equal([1.0, 2, 3, 4, 5], chart.Series[0].X);
        Assert.Equal(loop.Layers.Take(5).Select(layer => layer.ActivationGradients!.RootMeanSquare), chart.Series[0].Y);
        Assert.Equal(["layers.0", "layers.1"], loop.Layers.Select(layer => layer.LayerName).Distinct());
        Assert.Contains("step", new SvgDocument(chart).Texts);
        Assert.Equal([loop.Layers[^1].Activations.RootMeanSquare], heads.Series[0].Y);
        Assert.Throws<ArgumentException>(() => GradientFlowChart.OverSteps([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientFlowChart.OverSteps([("", loop)], (FlowQuantity)9));
        Assert.Contains("none of 6 layers is to be shown", Assert.Throws<ArgumentException>(
            () => GradientFlowChart.OverSteps([("", loop)], choose: _ => false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_that_were_not_measured_are_left_out()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(1));
        GradientFlow withoutOptimizer = GradientFlow.Measure(model, () => model.Forward(Tensor.Ones<double>([5, 3])).Sum());

        Assert.DoesNotContain(GradientFlowChart.Of(withoutOptimizer).Series, line => line.Name == "update ÷ weights");
    }

    [Fact]
    public void A_flow_without_layers_to_show_is_refused()
    {
        Assert.Throws<ArgumentException>(() => GradientFlowChart.Compare([], FlowQuantity.Output));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientFlowChart.Compare([("", flow)], (FlowQuantity)9));
        Assert.Contains("none of 5 layers is to be shown", Assert.Throws<ArgumentException>(
            () => GradientFlowChart.Compare([("", flow)], FlowQuantity.Output, choose: _ => false)).Message, StringComparison.Ordinal);
    }

    private static GradientFlow Measure(Mlp<double> model) => GradientFlow.Measure(
        model, () => model.Forward(Tensor.Normal([5, 3], 0.0, 1.0, new Random(1))).Square().Mean(), new Adam<double>(model.Parameters));
}
