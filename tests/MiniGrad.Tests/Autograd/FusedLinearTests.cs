using Xunit;

namespace MiniGrad.Tests.Autograd;

/// <summary>An affine map with its activation, recorded or not, and the memory of its gradients.</summary>
[Collection(nameof(Alone))]
public class FusedLinearTests
{
    private static readonly string[] activations = ["None", "Relu", "Tanh", "Sigmoid"];

    public static TheoryData<string> Activations => new(activations);

    [Theory]
    [MemberData(nameof(Activations))]
    public void Unrecorded_is_the_same_to_the_bit(string name)
    {
        FusedActivation activation = Enum.Parse<FusedActivation>(name);
        foreach ((int rows, int inputs, int outputs) in new[] { (1, 1, 1), (4, 2, 8), (0, 3, 2), (33, 70, 41) })
        {
            Layer layer = new(inputs, outputs, new Random(1));
            Tensor<float> x = Tensor.Normal<float>([rows, inputs], 0, 1, new Random(2));
            Tensor<float> recorded = layer.Of(x, activation), unrecorded;
            using (Recording.Off()) unrecorded = layer.Of(x, activation);
            Assert.True(recorded.RequiresGradient);
            Assert.False(unrecorded.RequiresGradient);
            Assert.Equal(recorded.Shape, unrecorded.Shape);
            Assert.Equal(recorded.ToArray(), unrecorded.ToArray());
        }
    }

    [Fact]
    public void Unrecorded_allocates_nothing_but_its_output()
    {
        Layer layer = new(2, 8, new Random(1));
        Tensor<float> x = Tensor.Normal<float>([4, 2], 0, 1, new Random(2));
        using GraphRegion region = Recording.Off();
        long output = Allocated(() => Tensor.Zeros<float>(x.Shape.With(1, 8))) - Allocated(() => x.Shape.With(1, 8));
        Assert.Equal(output, Allocated(() => layer.Of(x, FusedActivation.Tanh)));

        static long Allocated(Func<object> make)
        {
            make();
            long before = GC.GetAllocatedBytesForCurrentThread();
            make();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    // Where gradients are just numbers, the one before an activation may take the memory of the one behind it.
    [Theory]
    [MemberData(nameof(Activations))]
    public void Gradients_that_several_layers_get_are_not_overwritten(string name)
    {
        FusedActivation activation = Enum.Parse<FusedActivation>(name);
        var random = new Random(3);
        Layer left = new(3, 5, random), right = new(3, 5, random), both = new(5, 5, random), last = new(5, 1, random);
        Layer[] layers = [left, right, both, last];
        Tensor<float> x = Tensor.Normal<float>([4, 3], 0, 1, random);

        float[][] silent = Gradients(retainGraph: false), retained = Gradients(retainGraph: true);
        for (int i = 0; i < silent.Length; i++) Assert.Equal(retained[i], silent[i]);
        // Once more, with memory that was used before.
        float[][] again = Gradients(retainGraph: false);
        for (int i = 0; i < silent.Length; i++) Assert.Equal(retained[i], again[i]);

        float[][] Gradients(bool retainGraph)
        {
            Tensor<float> a = left.Of(x, activation), b = right.Of(x, activation);
            Tensor<float> sum = a + b, hidden = both.Of(sum, activation) + both.Of(a, activation) + sum;
            Tensor<float> loss = last.Of(hidden + b.Reshape([2, 10]).Reshape([4, 5]), activation).Sum() + (a * b).Sum();
            loss.Backward(retainGraph: retainGraph);
            float[][] gradients = [.. layers.SelectMany(layer => layer.Gradients())];
            foreach (Layer layer in layers) layer.ZeroGradients();
            return gradients;
        }
    }

    private sealed class Layer(int inputs, int outputs, Random random)
    {
        private readonly Parameter<float> weight = new(Tensor.Normal<float>([inputs, outputs], 0, 1, random));
        private readonly Parameter<float> bias = new(Tensor.Normal<float>([outputs], 0, 1, random));

        public Tensor<float> Of(Tensor<float> x, FusedActivation activation) => x.Linear(weight, bias, activation);

        public float[][] Gradients() => [weight.Gradient!.ToArray(), bias.Gradient!.ToArray()];

        public void ZeroGradients()
        {
            weight.ZeroGradient();
            bias.ZeroGradient();
        }
    }
}
