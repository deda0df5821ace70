using FsCheck;
using FsCheck.Fluent;
using MiniGrad.Tests.Catalog;
using Xunit;

namespace MiniGrad.Tests.Operations;

/// <summary>Laws that hold for all shapes and all operations, tried on random ones.</summary>
public class PropertyTests
{
    private static readonly Config settings = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(new Replay(new Rnd(2026, 7), null));

    private static readonly CatalogRow<double>[] rows =
        [.. OperationCatalog.Rows<double>().Where(row => row.Differentiable is not { Count: 0 })];

    /// <summary>Shapes most of which broadcast with each other: sizes of 1, and one other for each axis counted from the end, seldom a
    /// third.</summary>
    private static Gen<Shape> Shapes =>
        from rank in Gen.Choose(0, 4)
        from choices in Gen.Choose(0, 12).ArrayOf(rank)
        select (Shape)choices.Select((choice, axis) => choice switch { 0 => 0, < 5 => 1, 12 => 7, _ => 2 + (rank - axis) % 3 }).ToArray();

    [Fact]
    public void Broadcasting_is_associative_and_commutative()
    {
        int broadcastable = 0;
        Property property = Prop.ForAll(Shapes.Three().ToArbitrary(), shapes =>
        {
            (Shape a, Shape b, Shape c) = shapes;
            Shape? left = Shape.TryBroadcast(a, b) is { } ab ? Shape.TryBroadcast(ab, c) : null;
            Shape? right = Shape.TryBroadcast(b, c) is { } bc ? Shape.TryBroadcast(a, bc) : null;
            if (left is not null) broadcastable++;
            return left == right && Shape.TryBroadcast(a, b) == Shape.TryBroadcast(b, a);
        });
        Check.One(settings, property);
        Assert.InRange(broadcastable, 60, 240);
    }

    [Fact]
    public void Gradients_are_linear_in_the_gradient_of_the_output() => Check.One(settings, Prop.ForAll(
        Gen.Choose(0, rows.Length - 1).ToArbitrary(), Gen.Choose(-8, 8).Two().ToArbitrary(), (place, factors) =>
        {
            CatalogRow<double> row = rows[place];
            NaiveArray[] inputs = row.Inputs(row.Shapes[0]);
            NaiveArray output = row.Reference(inputs);
            Tensor<double> v = CatalogRow<double>.ToTensor(CatalogGradients.RandomLike(output, 1));
            Tensor<double> w = CatalogRow<double>.ToTensor(CatalogGradients.RandomLike(output, 2));
            double a = factors.Item1 / 4.0, b = factors.Item2 / 4.0;
            Tensor<double>[] ofV = Gradients(row, inputs, v), ofW = Gradients(row, inputs, w), ofBoth =
                Gradients(row, inputs, v * a + w * b);
            return ofBoth.Zip(ofV.Zip(ofW)).All(all => IsClose(all.First, all.Second.First * a + all.Second.Second * b));
        }));

    [Fact]
    public void Gradients_of_a_sum_are_the_sum_of_gradients() => Check.One(settings, Prop.ForAll(
        Gen.Choose(0, Unary.Length - 1).Two().ToArbitrary(), Gen.Choose(-8, 8).Two().ToArbitrary(), (functions, factors) =>
        {
            Func<Tensor<double>, Tensor<double>> f = Unary[functions.Item1], g = Unary[functions.Item2];
            double a = factors.Item1 / 4.0, b = factors.Item2 / 4.0;
            Tensor<double> x = Tensor.Vector(0.3, -1.2, 0.7, 1.9);
            Tensor<double> together = Differentiation.Gradient(t => (f(t) * a).Sum() + (g(t) * b).Sum(), x);
            Tensor<double> apart = Differentiation.Gradient(t => f(t).Sum(), x) * a + Differentiation.Gradient(t => g(t).Sum(), x) * b;
            return IsClose(together, apart);
        }));

    [Fact]
    public void Rows_of_a_Jacobian_are_gradients() => Check.One(settings, Prop.ForAll(
        Gen.Choose(0, rows.Length - 1).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (place, number) =>
        {
            CatalogRow<double> row = rows[place];
            NaiveArray[] inputs = row.Inputs(row.Shapes[0]);
            int input = Enumerable.Range(0, inputs.Length).First(row.HasGradient), outputs = row.Reference(inputs).Values.Length, element =
                number % outputs;
            Tensor<double>[] constants = [.. inputs.Select(CatalogRow<double>.ToTensor)];
            Tensor<double> Function(Tensor<double> x) => row.Apply([.. constants.Select((constant, i) => i == input ? x : constant)]);

            Tensor<double> jacobian = Differentiation.Jacobian(Function, constants[input]);
            Tensor<double> gradient = Differentiation.Gradient(x => Function(x).Flatten().Slice(0, element, 1).Sum(), constants[input]);
            return IsClose(jacobian.Reshape(outputs, -1).Slice(0, element, 1).Flatten(), gradient.Flatten());
        }));

    private static Func<Tensor<double>, Tensor<double>>[] Unary =>
    [
        x => x.Exp(), x => x.Tanh(), x => x.Softmax() * x, x => x.Square(), x => x.Gelu(), x => x * x.Sum(), x => x.Norm(), x => x.Relu(),
        x => x.Reshape(2, 2).MatMul(x.Reshape(2, 2)), x => Tensor.Concatenate([x, x.Sigmoid()]),
    ];

    private static Tensor<double>[] Gradients(CatalogRow<double> row, NaiveArray[] inputs, Tensor<double> seed) =>
        CatalogGradients.Gradients(row, row.Track(inputs), seed, createGraph: false);

    private static bool IsClose(Tensor<double> a, Tensor<double> b) => a.Shape == b.Shape
        && Enumerable.Range(0, a.ElementCount).All(i => Math.Abs(a.Span[i] - b.Span[i]) <= 1e-12 * (1 + Math.Abs(b.Span[i])));
}
