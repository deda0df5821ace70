using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Layers.Recurrent;

/// <summary>In inference recurrent layers use memory again that they keep while recording; the numbers are the same.</summary>
public class RecurrentInferenceTests
{
    private const int Batch = 6, Features = 3, Units = 5;

    public static TheoryData<int, int, bool, bool, bool> Cases
    {
        get
        {
            TheoryData<int, int, bool, bool, bool> cases = [];
            foreach (int steps in (int[])[0, 1, 2, 9])
                foreach (int layers in (int[])[1, 2])
                    foreach (bool isBidirectional in (bool[])[false, true])
                        foreach (bool hasLengths in (bool[])[false, true])
                            foreach (bool areTokens in (bool[])[false, true])
                                if (steps > 0 || !hasLengths) cases.Add(steps, layers, isBidirectional, hasLengths, areTokens);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_layer_gives_what_it_gives_while_recording(
        int steps, int layers, bool isBidirectional, bool hasLengths, bool areTokens)
    {
        XoshiroRandom random = new(3);
        Lstm<float> lstm = new(Features, Units, random, layers, isBidirectional);
        Gru<float> gru = new(Features, Units, random, layers, isBidirectional);
        Embedding<float> table = new(4, Features, random);
        IndexTensor? lengths = hasLengths
            ? IndexTensor.Create([.. Enumerable.Range(0, Batch).Select(_ => random.Next(1, steps + 1))]) : null;
        List<(Tensor<float>[] Recorded, Tensor<float>[] Inferred)> runs = [];
        for (int run = 0; run < 3; run++)
        {
            Tensor<float> numbers = Tensor.Normal([Batch, steps, Features], 0f, 1f, random);
            IndexTensor tokens =
                IndexTensor.Create([.. Enumerable.Range(0, Batch * steps).Select(_ => random.Next(4))], [Batch, steps]);
            Tensor<float>[] recorded = Run(), inferred;
            using (Inference.Begin()) inferred = Run();
            runs.Add((recorded, inferred));

            Tensor<float>[] Run()
            {
                LstmResult<float> first = areTokens ? lstm.Run(table, tokens, lengths: lengths) : lstm.Run(numbers, lengths: lengths);
                GruResult<float> second = areTokens ? gru.Run(table, tokens, lengths: lengths) : gru.Run(numbers, lengths: lengths);
                return [first.Outputs, first.Last.Hidden, first.Last.Cell, second.Outputs, second.Last];
            }
        }
        // At the end, when memory was used again.
        foreach ((Tensor<float>[] recorded, Tensor<float>[] inferred) in runs)
            for (int i = 0; i < recorded.Length; i++)
            {
                Assert.Equal(recorded[i].Shape, inferred[i].Shape);
                Assert.Equal(recorded[i].ToArray(), inferred[i].ToArray());
            }
    }

    [Fact]
    public void Cells_give_what_they_give_while_recording_on_many_threads()
    {
        LstmCell<float> lstm = new(Features, Units, new XoshiroRandom(4));
        GruCell<float> gru = new(Features, Units, new XoshiroRandom(5));
        Parallel.For(0, 40, number =>
        {
            XoshiroRandom random = new((ulong)number);
            Tensor<float>[] inputs = [.. Enumerable.Range(0, 6).Select(_ => Tensor.Normal([1 + number % 7, Features], 0f, 1f, random))];
            List<Tensor<float>> recorded = Run(), inferred;
            using (Inference.Begin()) inferred = Run();
            Assert.Equal(recorded.Select(tensor => tensor.ToArray()), inferred.Select(tensor => tensor.ToArray()));

            List<Tensor<float>> Run()
            {
                List<Tensor<float>> states = [];
                LstmState<float>? first = null;
                Tensor<float>? second = null;
                foreach (Tensor<float> input in inputs)
                {
                    (first, second) = (lstm.Step(input, first), gru.Step(input, second));
                    states.AddRange([first.Hidden, first.Cell, second]);
                }
                return states;
            }
        });
    }
}
