using System.Numerics;

namespace MiniGrad.Tests.Catalog;

/// <summary>The gradients of rows, and that they are right.</summary>
internal static class CatalogGradients
{
    /// <summary>Larger cases repeat what smaller ones say about second derivatives, and finite differences of gradients take
    /// long.</summary>
    private const int MaxElementsForSecondOrder = 45;

    /// <summary>First derivatives agree with finite differences, or with the convention on kinks.</summary>
    /// <param name="row">The operation.</param>
    /// <param name="see">Sees every gradient.</param>
    public static void CheckFirst(CatalogRow<double> row, Action<Tensor<double>>? see = null)
    {
        foreach (int[][] shapes in row.Cases)
        {
            NaiveArray[] inputs = row.Inputs(shapes);
            NaiveArray weights = RandomLike(row.Reference(inputs), seed: 1);
            double[][] expected = row.GradientsOnKinks is { } onKinks
                ? [.. onKinks(inputs, weights).Select(gradient => gradient.Values)]
                : FiniteDifferences.Gradients(
                    point => (row.Apply(row.Track(Moved(inputs, point))) * CatalogRow<double>.ToTensor(weights)).Sum().ToScalar(),
                    inputs.Select(input => input.Values), row.HasGradient);

            Tensor<double>[] gradients = Gradients(row, row.Track(inputs), CatalogRow<double>.ToTensor(weights), createGraph: false);

            for (int i = 0, next = 0; i < inputs.Length; i++)
            {
                if (!row.HasGradient(i)) continue;
                string what = $"{CatalogAssert.Describe(row.Name, inputs)}: gradient {i}";
                see?.Invoke(gradients[next]);
                CatalogAssert.Close(new NaiveArray(inputs[i].Sizes, expected[i]), gradients[next++], 1e-7, what);
            }
        }
    }

    /// <summary>Second derivatives agree with finite differences of the first.</summary>
    /// <param name="row">The operation.</param>
    /// <param name="see">Sees every one.</param>
    public static void CheckSecond(CatalogRow<double> row, Action<Tensor<double>>? see = null)
    {
        foreach (int[][] shapes in row.Cases)
        {
            NaiveArray[] inputs = row.Inputs(shapes);
            NaiveArray output = row.Reference(inputs), weights = RandomLike(output, seed: 2);
            bool isTooLarge = inputs.Append(weights).Sum(array => array.Values.Length) > MaxElementsForSecondOrder;
            bool isUndefined = output.Values.Any(double.IsNaN);
            if (row.Differentiable is { Count: 0 } || isTooLarge || isUndefined) continue;
            NaiveArray[] directions = [.. inputs.Select((input, i) => RandomLike(input, seed: 3 + i))];

            // The weights are differentiated too: they enter the gradient of each operation as the gradient of its output.
            NaiveArray[] all = [.. inputs, weights];
            double[][] expected = FiniteDifferences.Gradients(
                point => ContractedGradient(row, Moved(all, point), directions, out _).ToScalar(), all.Select(array => array.Values),
                place => place == inputs.Length || row.HasGradient(place));
            if (row.GradientsOnKinks is not null)
                for (int i = 0; i < inputs.Length; i++) Array.Clear(expected[i]);

            Tensor<double> contracted = ContractedGradient(row, all, directions, out Tensor<double>[] variables);
            Tensor<double>[] actual = contracted.RequiresGradient
                ? Differentiation.Gradients(contracted, variables)
                : [.. variables.Select(variable => Tensor.Zeros<double>(variable.Shape))];

            for (int i = 0, next = 0; i < all.Length; i++)
            {
                if (i < inputs.Length && !row.HasGradient(i)) continue;
                string what = $"{CatalogAssert.Describe(row.Name, inputs)}: second derivative in respect of " +
                    $"{(i < inputs.Length ? $"input {i}" : "the gradient")}";
                see?.Invoke(actual[next]);
                CatalogAssert.Close(new NaiveArray(all[i].Sizes, expected[i]), actual[next++], 1e-5, what);
            }
        }
    }

    /// <summary>First derivatives in single precision agree with those in double precision.</summary>
    /// <param name="row">The operation.</param>
    /// <param name="singleRow">The same.</param>
    /// <param name="see">Sees every gradient.</param>
    public static void CheckSingle(CatalogRow<double> row, CatalogRow<float> singleRow, Action<Tensor<float>>? see = null)
    {
        foreach (int[][] shapes in row.Cases)
        {
            NaiveArray[] inputs = row.Inputs(shapes);
            NaiveArray weights = RandomLike(row.Reference(inputs), seed: 1);
            Tensor<double>[] expected = Gradients(row, row.Track(inputs), CatalogRow<double>.ToTensor(weights), createGraph: false);
            Tensor<float>[] actual = Gradients(singleRow, singleRow.Track(inputs), CatalogRow<float>.ToTensor(weights), createGraph: false);
            for (int i = 0; i < expected.Length; i++)
            {
                see?.Invoke(actual[i]);
                CatalogAssert.Close(
                    new NaiveArray(expected[i].Shape.ToArray(), expected[i].ToArray()), actual[i], 1e-4,
                        $"{CatalogAssert.Describe(row.Name, inputs)}: gradient {i}");
            }
        }
    }

    /// <summary>The gradients of Σ weights·f(x), of the inputs that have one.</summary>
    internal static Tensor<T>[] Gradients<T>(CatalogRow<T> row, Tensor<T>[] inputs, Tensor<T> weights, bool createGraph)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T>[] tracked = [.. inputs.Where(input => input.RequiresGradient)];
        Tensor<T> output = row.Apply(inputs);
        CatalogAssert.Require(tracked.Length > 0 == output.RequiresGradient, $"{row.Name}: RequiresGradient is wrong.");
        return tracked.Length == 0 ? [] : Differentiation.Gradients(output, tracked, weights, createGraph: createGraph);
    }

    /// <summary>Numbers that are not near 0, so that no element's derivative goes unseen.</summary>
    internal static NaiveArray RandomLike(NaiveArray array, int seed)
    {
        Random random = new(seed);
        return array.Map(_ => (float)((0.5 + random.NextDouble()) * (random.Next(2) == 0 ? -1 : 1)));
    }

    /// <summary>Σ direction·gradient over all inputs, recorded, as a function of the inputs and of the weights at the end.</summary>
    internal static Tensor<double> ContractedGradient(
        CatalogRow<double> row, NaiveArray[] inputsAndWeights, NaiveArray[] directions, out Tensor<double>[] variables)
    {
        Tensor<double>[] inputs = row.Track(inputsAndWeights[..^1]);
        Tensor<double> weights = CatalogRow<double>.ToTensor(inputsAndWeights[^1]).Tracked();
        variables = [.. inputs.Where(input => input.RequiresGradient), weights];
        return Gradients(row, inputs, weights, createGraph: true)
            .Zip(directions.Where((_, i) => row.HasGradient(i)), (gradient, direction) =>
                (gradient * CatalogRow<double>.ToTensor(direction)).Sum())
            .Aggregate((a, b) => a + b);
    }

    private static NaiveArray[] Moved(NaiveArray[] arrays, double[][] point) =>
        [.. arrays.Select((array, i) => new NaiveArray(array.Sizes, point[i]))];
}
