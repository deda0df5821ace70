using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static IEnumerable<CatalogRow<T>> Activations<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Elementwise<T>("sigmoid", "Sigmoid", x => x.Sigmoid(), Logistic, -3, 3),
        Elementwise<T>("tanh", "Tanh", x => x.Tanh(), x => (Math.Exp(x) - Math.Exp(-x)) / (Math.Exp(x) + Math.Exp(-x))),
        Elementwise<T>("relu", "Relu", x => x.Relu(), x => Math.Max(0, x), kinks: 0),
        Elementwise<T>("leaky relu", "LeakyRelu", x => x.LeakyRelu(), x => x > 0 ? x : 0.01 * x, kinks: 0),
        Elementwise<T>("leaky relu steep", "LeakyRelu", x => x.LeakyRelu(0.3), x => x > 0 ? x : 0.3 * x, kinks: 0),
        Elementwise<T>("elu", "Elu", x => x.Elu(), x => x > 0 ? x : Math.Exp(x) - 1, kinks: 0),
        Elementwise<T>("elu alpha", "Elu", x => x.Elu(1.5), x => x > 0 ? x : 1.5 * (Math.Exp(x) - 1), kinks: 0),
        Elementwise<T>(
            "selu", "Selu", x => x.Selu(), x =>
                1.0507009873554804934193349852946 * (x > 0 ? x : 1.6732632423543772848170429916717 * (Math.Exp(x) - 1)),
            kinks: 0),
        Elementwise<T>("gelu", "Gelu", x => x.Gelu(), x => x * NormalDistribution(x), -3, 3),
        Elementwise<T>("silu", "Silu", x => x.Silu(), x => x * Logistic(x), -3, 3),
        Elementwise<T>("softplus", "Softplus", x => x.Softplus(), x => Math.Log(1 + Math.Exp(x)), -3, 3),
        AlongAxis<T>("softmax", "Softmax", x => x.Softmax(), -1, (x, lane) => Math.Exp(x) / lane.Sum(Math.Exp)),
        AlongAxis<T>("softmax axis 0", "Softmax", x => x.Softmax(0), 0, (x, lane) => Math.Exp(x) / lane.Sum(Math.Exp)),
        AlongAxis<T>("log-softmax", "LogSoftmax", x => x.LogSoftmax(), -1, (x, lane) => x - Math.Log(lane.Sum(Math.Exp))),
        AlongAxis<T>("log-softmax axis 0", "LogSoftmax", x => x.LogSoftmax(0), 0, (x, lane) => x - Math.Log(lane.Sum(Math.Exp))),
    ];

    private static CatalogRow<T> AlongAxis<T>(
        string name, string operation, Func<Tensor<T>, Tensor<T>> apply, int axis, Func<double, double[], double> reference)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = operation,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => inputs[0].AlongAxis(axis, reference),
            Shapes = [[[3, 4]], [[1]], [[5]], [[2, 3, 4]], [[1, 1]], [[2, 37]], [[0]], [[3, 0]], [[0, 3]], [[2, 0, 3]]],
            Refused = [new([[]])],
        };

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Φ(x) = 1/2 + φ(x)·(x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + …), a series without cancellation.</summary>
    private static double NormalDistribution(double x)
    {
        double term = x, sum = x;
        for (int odd = 3; odd < 200; odd += 2) sum += term *= x * x / odd;
        return 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }
}
