using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Capture;

/// <summary>A captured step computes what the eager one does, or refuses in words.</summary>
public class VerificationTests
{
    private const int Count = 6;
    private static readonly IndexTensor labels = new[] { 0, 1, 2, 0, 1, 2 };
    private static readonly Tensor<float> inputs = Tensor.Uniform<float>([Count, 4], -1, 1, new Random(1));
    private static readonly Tensor<float> answers =
        Tensor.Create<float>([.. Enumerable.Range(0, 3 * Count).Select(i => (float)(i % 2))], [Count, 3]);

    public static TheoryData<string> Changes => [.. changes.Keys];

    /// <summary>For each setting, the loss of outputs with its value of a turn, and the name that the refusal gives to it.</summary>
    private static readonly Dictionary<string, (Func<Tensor<float>, int, Tensor<float>> Loss, string Words)> changes = new()
    {
        ["label smoothing"] = ((x, turn) => Loss.CrossEntropy(x, labels, labelSmoothing: 0.1 * turn), "the label smoothing of operation"),
        ["smoothing of losses of samples"] = (
            (x, turn) => Loss.CrossEntropy(x, labels, labelSmoothing: 0.1 * turn, reduction: LossReduction.None).Mean(),
                "the label smoothing of operation"),
        ["reduction of cross-entropy"] = (
            (x, turn) => Loss.CrossEntropy(x, labels, reduction: Reduction(turn)),
                "the reduction of operation 1, CrossEntropy, was Mean and is Sum"),
        ["reduction of squared error"] = (
            (x, turn) =>
                Loss.MeanSquaredError(x, answers, Reduction(turn)), "the reduction of operation 1, SquaredError, was Mean and is Sum"),
        ["reduction of binary cross-entropy"] = (
            (x, turn) => Loss.BinaryCrossEntropyWithLogits(x, answers, reduction: Reduction(turn)),
            "the reduction of operation 1, BinaryCrossEntropy, was Mean and is Sum"),
        ["class weights"] = (
            (x, turn) => Loss.CrossEntropy(x, labels, Tensor.Vector(1f, 1 + turn, 1)),
                "the class weights of operation 1, CrossEntropy, was a tensor from outside"),
        ["weight of the positive"] = (
            (x, turn) => Loss.BinaryCrossEntropyWithLogits(x, answers, Tensor.Scalar(1f + turn)),
                "was a tensor from outside of shape [] with 1 and is"),
        ["threshold of Huber"] = ((x, turn) => Loss.Huber(x, answers, 0.1 + turn), "the low of operation"),
        ["a setting of one's own"] =
            ((x, turn) => new ShiftOperation(x, turn).Apply().Square().Mean(), "the shift of operation 1, Shift, was 0 and is 1"),
        ["axis of a sum"] =
            ((x, turn) => x.Sum([turn % 2], keepDimensions: true).Square().Mean(), "the axes of operation 1, Sum, was [0] and is [1]"),
        ["axis of a maximum"] =
            ((x, turn) => x.Max([turn % 2], keepDimensions: true).Mean(), "the axes of operation 1, Max, was [0] and is [1]"),
        ["axis of a logarithm of a sum"] =
            ((x, turn) => x.LogSumExp(turn % 2).Mean(), "operation 1 was Permute and is LogSumExp"),
        ["epsilon of a normalisation"] = (
            (x, turn) => (x.LayerNormalize(epsilon: 1e-3 * (1 + turn)) * answers).Sum(),
                "the epsilon of operation 1, LayerNormalize, was 0.001 and is 0.002"),
        ["a number of the loss"] = ((x, turn) => (1f + turn) * Loss.CrossEntropy(x, labels),
            "a tensor from outside of shape [] with 1 and is a tensor from outside"),
        ["rows that are gathered"] = ((x, turn) => x.GatherRows([turn]).Mean(),
            "the indices of operation 1, GatherRows, was indices of shape [1] with 0 at place 0 and is"),
        ["sign of a zero"] =
            ((x, turn) => x.LeakyRelu(turn % 2 == 0 ? 0.0 : -0.0).Mean(), "the slope of operation 1, LeakyRelu, was 0 and is -0"),
    };

    private static LossReduction Reduction(int turn) => turn % 2 == 0 ? LossReduction.Mean : LossReduction.Sum;

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_setting_that_changes_at_every_step_is_refused_at_the_second(string name)
    {
        int turn = 0;
        TrainingStep<float> step = Step(x => changes[name].Loss(x, turn));
        step.Run(new(inputs, labels));
        turn++;
        CaptureException refusal = Assert.Throws<CaptureException>(() => step.Run(new(inputs, labels)));
        Assert.Contains(changes[name].Words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_setting_that_changes_later_is_refused_at_the_next_verification(string name)
    {
        int turn = 0;
        TrainingStep<float> step = Step(x => changes[name].Loss(x, turn)), asked = Step(x => changes[name].Loss(x, turn));
        for (int i = 1; i <= 5; i++) Assert.Equal(step.Run(new(inputs, labels)), asked.Run(new(inputs, labels)));
        turn++;
        asked.Verify();
        Assert.Contains(changes[name].Words, Assert.Throws<CaptureException>(() => asked.Run(new(inputs, labels))).Message,
            StringComparison.Ordinal);
        for (int i = 6; i <= 7; i++) step.Run(new(inputs, labels));
        Assert.Contains(changes[name].Words, Assert.Throws<CaptureException>(() => step.Run(new(inputs, labels))).Message,
            StringComparison.Ordinal);

        // Neither is it forgotten once it was refused, nor refused once it is put right.
        Assert.Throws<CaptureException>(() => step.Run(new(inputs, labels)));
        turn--;
        Assert.True(float.IsFinite(step.Run(new(inputs, labels))));
    }

    [Fact]
    public void The_function_runs_at_steps_that_double_and_when_asked()
    {
        int calls = 0;
        List<int> called = [];
        TrainingStep<float> step = Step(x =>
        {
            calls++;
            return Loss.CrossEntropy(x, labels);
        });
        for (int i = 1; i <= 70; i++)
        {
            if (i == 40) step.Verify();
            int before = calls;
            step.Run(new(inputs, labels));
            if (calls > before) called.Add(i);
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 40, 64], called);
    }

    [Fact]
    public void A_step_that_is_refused_updates_nothing()
    {
        Linear<float> model = new(4, 3, new Random(1));
        float factor = 1;
        TrainingStep<float> step = new(
            new Sgd<float>(model.Parameters, 0.1), batch => factor * Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        for (int i = 0; i < 3; i++) step.Run(new(inputs, labels));
        float[] before = model.Weight.ToArray();
        factor = 2;
        Assert.Throws<CaptureException>(() => step.Run(new(inputs, labels)));
        Assert.Equal(before, model.Weight.ToArray());
    }

    [Fact]
    public void A_verified_step_leaves_the_same_bits_as_a_replayed_one()
    {
        Assert.Equal(Run(verifies: false), Run(verifies: true));

        static float[] Run(bool verifies)
        {
            Random random = new(3);
            Sequential<float> model = new(
                new Linear<float>(4, 9, random), new BatchNormalization<float>(9), new ActivationLayer<float>(Activation.Tanh),
                    new Dropout<float>(0.3, new Random(4)),
                new Linear<float>(9, 3, random));
            TrainingStep<float> step = new(
                new Adam<float>(model.Parameters), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
            List<float> figures = [];
            for (int i = 0; i < 40; i++)
            {
                if (verifies && i % 3 == 0) step.Verify();
                figures.Add(step.Run(new(Tensor.Uniform<float>([Count, 4], -1, 1, random), labels)));
            }
            return [.. figures,
                .. model.Parameters.Concat(model.NamedBuffers.Select(entry => entry.Buffer)).SelectMany(tensor => tensor.ToArray())];
        }
    }

    [Fact]
    public void A_model_that_returns_another_of_its_tensors_is_refused()
    {
        TwoHeads model = new();
        InferenceStep<float> step = new(model);
        Tensor<float> output = Tensor.Scalar(0f);
        for (int i = 0; i < 5; i++) output = step.Run(inputs);
        step.Verify();
        Assert.Same(output, step.Run(inputs));
        Assert.Equal(model.Predict(inputs).ToArray(), output.ToArray());
        model.ReturnsSecond = true;
        step.Verify();
        Assert.Contains("result 0", Assert.Throws<CaptureException>(() => step.Run(inputs)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verification_of_a_model_that_returns_its_input_writes_to_nobody()
    {
        InferenceStep<float> step = new(new Flatten<float>());
        for (int i = 0; i < 20; i++)
        {
            Tensor<float> input = Tensor.Full<float>([2, 3], i);
            Assert.Equal(input.ToArray(), step.Run(input).ToArray());
            Assert.All(input.ToArray(), value => Assert.Equal(i, value));
        }
    }

    [Fact]
    public void A_number_that_changes_from_epoch_to_epoch_is_refused_by_the_trainer()
    {
        (Trainer<float> trainer, Mlp<float> model) = Annealed(new LiveNumber<float>(1), isLive: false, capture: true);
        CaptureException refusal = Assert.Throws<CaptureException>(() => trainer.Fit(5));
        Assert.Contains("Multiply, was a tensor from outside of shape [] with 1 and is", refusal.Message, StringComparison.Ordinal);
        Assert.Single(trainer.History.Epochs);

        (Trainer<float> alone, Mlp<float> same) = Annealed(new LiveNumber<float>(1), isLive: false, capture: true);
        alone.Fit(1);
        Assert.Equal(same.Parameters[0].ToArray(), model.Parameters[0].ToArray());
    }

    [Fact]
    public void A_live_number_that_changes_from_epoch_to_epoch_is_seen_by_the_trainer()
    {
        (Trainer<float> captured, Mlp<float> model) = Annealed(new LiveNumber<float>(1), isLive: true, capture: true);
        (Trainer<float> eager, Mlp<float> other) = Annealed(new LiveNumber<float>(1), isLive: true, capture: false);
        Assert.Equal(eager.Fit(12).Epochs.Select(epoch => epoch.TrainingLoss), captured.Fit(12).Epochs.Select(epoch => epoch.TrainingLoss));
        Assert.Equal(other.Parameters[0].ToArray(), model.Parameters[0].ToArray());
    }

    /// <summary>A trainer of 5 steps an epoch whose loss has a factor that a callback doubles after each epoch.</summary>
    private static (Trainer<float> Trainer, Mlp<float> Model) Annealed(LiveNumber<float> factor, bool isLive, bool capture)
    {
        Mlp<float> model = new([4, 3], Activation.Relu, new Random(1));
        Dataset<float> data =
            new(Tensor.Uniform<float>([40, 4], -1, 1, new Random(2)), IndexTensor.Create([.. Enumerable.Range(0, 40).Select(i => i % 3)]));
        Func<Tensor<float>, Batch<float>, Tensor<float>> loss = (outputs, batch) =>
            (isLive ? factor : Tensor.Scalar(factor.Buffer[0])) * Loss.CrossEntropy(outputs, batch.Labels);
        Trainer<float> trainer = new(model, new Sgd<float>(model.Parameters, 0.01), data, loss: loss)
        {
            BatchSize = 9,
            Captures = capture,
            Callbacks = [new Doubling(factor)]
        };
        return (trainer, model);
    }

    private static TrainingStep<float> Step(Func<Tensor<float>, Tensor<float>> ofOutputs)
    {
        Linear<float> model = new(4, 3, new Random(1));
        return new TrainingStep<float>(new Sgd<float>(model.Parameters, 1e-9), batch => ofOutputs(model.Forward(batch.Inputs)));
    }

    private sealed class Doubling(LiveNumber<float> number) : TrainingCallback
    {
        public override void OnEpoch(EpochResult result) => number.Value *= 2;
    }

    private sealed class TwoHeads : Layer<float>
    {
        public bool ReturnsSecond { get; set; }

        protected override Tensor<float> Compute(Tensor<float> input)
        {
            Tensor<float> first = input.Exp(), second = input.Tanh();
            return ReturnsSecond ? second : first;
        }
    }

    /// <summary>x + shift, as a user would write it.</summary>
    private sealed class ShiftOperation(Tensor<float> x, float shift) : UnaryOperation<float>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.Of(("shift", shift));

        protected override void Forward(Span<float> output)
        {
            for (int i = 0; i < output.Length; i++) output[i] = Input(0).Span[i] + shift;
        }

        protected override void Backward(Tensor<float> gradient, GradientSink<float> sink) => sink.Add(0, gradient);
    }
}
