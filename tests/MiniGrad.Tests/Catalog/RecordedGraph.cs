namespace MiniGrad.Tests.Catalog;

/// <summary>The operations that a row leads to: those of its value, of its gradients, and of the gradients of those.</summary>
internal static class RecordedGraph
{
    public static List<Operation<double>> Of(CatalogRow<double> row, NaiveArray[] inputs)
    {
        NaiveArray weights = CatalogGradients.RandomLike(row.Reference(inputs), seed: 1);
        NaiveArray[] directions = [.. inputs.Select((input, i) => CatalogGradients.RandomLike(input, seed: 2 + i))];
        Tensor<double> contracted = CatalogGradients.ContractedGradient(
            row, [.. inputs, weights], directions, out Tensor<double>[] variables);
        Tensor<double>[] second = contracted.RequiresGradient ? Differentiation.Gradients(contracted, variables, createGraph: true) : [];
        return Behind([row.Apply(row.Track(inputs)), contracted, .. second]);
    }

    private static List<Operation<double>> Behind(IEnumerable<Tensor<double>> tensors)
    {
        List<Operation<double>> operations = [];
        HashSet<Operation<double>> seen = new(ReferenceEqualityComparer.Instance);
        Stack<Tensor<double>> rest = new(tensors);
        while (rest.TryPop(out Tensor<double>? tensor))
        {
            if (tensor.Producer is not { } operation || !seen.Add(operation)) continue;
            operations.Add(operation);
            for (int i = 0; i < operation.InputCount; i++) rest.Push(operation.Input(i));
        }
        return operations;
    }
}
