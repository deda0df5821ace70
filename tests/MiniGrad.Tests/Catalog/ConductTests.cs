using System.Numerics;
using Xunit;

namespace MiniGrad.Tests.Catalog;

/// <summary>What every operation owes its caller besides the right numbers.</summary>
public class ConductTests
{
    public static TheoryData<string> Names => OperationCatalog.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_writes_every_element_whatever_was_there(string name)
    {
        CatalogRow<double> row = OperationCatalog.Row<double>(name);
        foreach (int[][] shapes in row.Cases)
        {
            NaiveArray[] inputs = row.Inputs(shapes);
            if (row.Unrecorded is { } create)
            {
                Operation<double> operation = create(row.Track(inputs));
                AssertOverwrites(operation, operation.Apply());
                continue;
            }
            foreach (Operation<double> recorded in RecordedGraph.Of(row, inputs)) AssertOverwrites(recorded, recorded.Output);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Inputs_are_left_as_they_are_in_double_precision(string name) => AssertInputsUnchanged<double>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Inputs_are_left_as_they_are_in_single_precision(string name) => AssertInputsUnchanged<float>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_bits_come_out_every_time_in_double_precision(string name) => AssertSameBitsTwice<double>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_bits_come_out_every_time_in_single_precision(string name) => AssertSameBitsTwice<float>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_recorded_while_recording_is_off(string name)
    {
        CatalogRow<float> row = OperationCatalog.Row<float>(name);
        foreach (int[][] shapes in row.Cases)
        {
            Tensor<float>[] inputs = row.Track(row.Inputs(shapes));
            Tensor<float> recorded = row.Apply(inputs), silent;
            using (Recording.Off()) silent = row.Apply(inputs);

            // A view of the whole input, such as a reshape to the shape it has, is the input itself.
            if (inputs.Contains(silent)) continue;
            Assert.False(silent.RequiresGradient);
            Assert.Null(silent.Producer);
            CatalogAssert.SameBits(recorded, silent, name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_recorded_where_no_input_is_tracked(string name)
    {
        CatalogRow<float> row = OperationCatalog.Row<float>(name);
        Tensor<float> output = row.Apply([.. row.Inputs(row.Shapes[0]).Select(CatalogRow<float>.ToTensor)]);
        Assert.False(output.RequiresGradient);
        Assert.Null(output.Producer);
    }

    /// <summary>Computes once more, into an array of other numbers, as a replay does.</summary>
    private static void AssertOverwrites(Operation<double> operation, Tensor<double> expected)
    {
        if (operation.SharesMemory) return;
        Tensor<double> before = Tensor.Create(expected.Span, expected.Shape);
        expected.Buffer.Fill(123.0);
        operation.Recompute();
        CatalogAssert.SameBits(before, expected, operation.Name);
    }

    private static void AssertInputsUnchanged<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CatalogRow<T> row = OperationCatalog.Row<T>(name);
        foreach (int[][] shapes in row.Cases)
        {
            NaiveArray[] values = row.Inputs(shapes);
            NaiveArray seed = CatalogGradients.RandomLike(row.Reference(values), seed: 1);
            Tensor<T>[] inputs = row.Track(values);
            Tensor<T> weights = CatalogRow<T>.ToTensor(seed);

            Tensor<T>[] gradients = CatalogGradients.Gradients(row, inputs, weights, createGraph: true);
            Tensor<T>[] connected = [.. gradients.Where(gradient => gradient.RequiresGradient)];
            foreach (Tensor<T> gradient in connected)
                Differentiation.Gradients(gradient.Sum(), [.. inputs.Where(input => input.RequiresGradient)], retainGraph: true);

            for (int i = 0; i < inputs.Length; i++)
                CatalogAssert.SameBits(CatalogRow<T>.ToTensor(values[i]), inputs[i], $"{name}: input {i}");
            CatalogAssert.SameBits(CatalogRow<T>.ToTensor(seed), weights, $"{name}: gradient of the output");
        }
    }

    private static void AssertSameBitsTwice<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CatalogRow<T> row = OperationCatalog.Row<T>(name);
        foreach (int[][] shapes in row.Cases)
        {
            NaiveArray[] values = row.Inputs(shapes);
            Tensor<T> weights = CatalogRow<T>.ToTensor(CatalogGradients.RandomLike(row.Reference(values), seed: 1));
            CatalogAssert.SameBits(row.Apply(row.Track(values)), row.Apply(row.Track(values)), name);
            Tensor<T>[] first = CatalogGradients.Gradients(row, row.Track(values), weights, createGraph: false);
            Tensor<T>[] second = CatalogGradients.Gradients(row, row.Track(values), weights, createGraph: false);
            for (int i = 0; i < first.Length; i++) CatalogAssert.SameBits(first[i], second[i], $"{name}: gradient {i}");
        }
    }
}
