using Xunit;

namespace MiniGrad.Tests.Catalog;

/// <summary>Where operations have a finite value and a derivative that is not finite.
/// <see cref="MiniGrad.Optimizers.NonFiniteGradientException"/> lists them.</summary>
public class SteepDerivativeTests
{
    private static readonly double[] points = [0, -0.0, 1, -1, 2, -2, 1e-300, -1e-300, 700, -700, 1e150, -1e150];

    [Fact]
    public void Nothing_is_infinitely_steep_but_what_is_listed()
    {
        SortedSet<string> found = new(StringComparer.Ordinal);
        foreach (CatalogRow<double> row in OperationCatalog.Rows<double>())
        {
            foreach (double first in points)
                foreach (double second in points)
                    if (IsSteep(row, first, second)) found.Add(row.Name);
        }
        Assert.Equal(["acos", "acosh", "asin", "divide", "divide broadcast", "power tensor", "reciprocal", "remainder", "sqrt"], found);
    }

    private static bool IsSteep(CatalogRow<double> row, double first, double second)
    {
        Tensor<double>[] inputs = row.Track(
            [.. row.Shapes[0].Select((sizes, place) => NaiveArray.Of(sizes, _ => place % 2 == 0 ? first : second))]);
        try
        {
            Tensor<double> output = row.Apply(inputs);
            if (!output.RequiresGradient || !output.ToArray().All(double.IsFinite)) return false;
            Tensor<double>[] tracked = [.. inputs.Where(input => input.RequiresGradient)];
            Tensor<double>[] gradients = Differentiation.Gradients(output, tracked, Tensor.Ones<double>(output.Shape));
            return !gradients.All(gradient => gradient.ToArray().All(double.IsFinite));
        }
        catch (Exception refusal) when (refusal is ArgumentException or ArithmeticException)
        {
            return false;
        }
    }
}
