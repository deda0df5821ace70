using MiniGrad;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Visualization;

namespace GradientDescent;

/// <summary>What a gradient goes back through.</summary>
internal static class GraphPictures
{
    public static IEnumerable<(string Name, Picture Picture)> Draw()
    {
        Tensor<double> x = Tensor.Scalar(1.0).Tracked(), y = Tensor.Scalar(2.0).Tracked(), w = x + y, z = w.Square();
        yield return ("graph-square", new GraphPicture(ComputationGraph.Of(z, (x, "x"), (y, "y"), (w, "w"), (z, "z"))) { Title = "z = (x + y)²" });

        Mlp<double> model = new([2, 3, 1], Activation.Tanh, new Random(1));
        Tensor<double> inputs = Tensor.Zeros<double>([4, 2]), targets = Tensor.Zeros<double>([4, 1]);
        Tensor<double> loss = Loss.MeanSquaredError(model.Forward(inputs), targets);
        yield return ("graph-network", new GraphPicture(ComputationGraph.Of(loss, (inputs, "inputs"), (targets, "targets"), (loss, "loss"))) { Title = "The loss of a network with three hidden units" });
    }
}
