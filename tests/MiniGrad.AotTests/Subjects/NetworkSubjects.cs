using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Golden;
using MiniGrad.Tests.Layers;
using MiniGrad.Tests.Optimizers;

namespace MiniGrad.AotTests.Subjects;

/// <summary>Layers and optimizers, eager and captured.</summary>
internal static class NetworkSubjects
{
    public static IEnumerable<Subject> All =>
    [
        new("layers in single precision", Layers<float>),
        new("layers in double precision", Layers<double>),
        new("recurrent layers and attention", Recurrence),
        new("optimizers of PyTorch's", place =>
            Each(row => row.IsGolden, row => FollowGolden(row.Name, place.Fingerprint))),
        new("optimizers by their papers", place =>
            Each(row => row.Reference is not null, row => FollowPaper(row, place.Fingerprint))),
        new("optimizers for a hundred captured steps", place => Each(_ => true, row => Capture(row.Name, place.Fingerprint))),
        new("captured steps allocate nothing", AllocateNothing),
        new("one, two and five threads", Threads),
        new("predictions from several threads", PredictTogether),
    ];

    private static void Layers<T>(Workplace place) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (LayerCatalogRow<T> row in LayerCatalog.Rows<T>())
        {
            T[] eager = LayerTraining.Train(row, capture: false);
            Workplace.Require(eager.All(T.IsFinite), row.Name);
            Workplace.Require(eager.SequenceEqual(LayerTraining.Train(row, capture: true)), $"{row.Name}: the same eager and captured");
            place.Fingerprint.Add(eager);
        }
    }

    private static void Recurrence(Workplace place)
    {
        Random random = new(1);
        IndexTensor tokens = IndexTensor.Create([3, 4, 5, 6, 7, 0], [2, 3]), lengths = IndexTensor.Create([3, 2]);
        Embedding<float> table = new(10, 8, random);
        Gru<float> gru = new(8, 16, random, layers: 2, isBidirectional: true);
        Lstm<float> lstm = new(32, 12, random);
        Linear<float> head = new(12, 10, random);
        Attention<float> attention = new();
        Adam<float> optimizer = new([.. table.Parameters, .. gru.Parameters, .. lstm.Parameters, .. head.Parameters], 0.01);
        TrainingStep<float> step = new(optimizer, batch => Loss(batch.LabelsOf("tokens"), batch.LabelsOf("lengths")));
        Batch<float> batch = new([], new Dictionary<string, IndexTensor> { ["tokens"] = tokens, ["lengths"] = lengths });
        List<float> losses = [];
        for (int i = 0; i < 60; i++) losses.Add(step.Run(batch));
        Workplace.Require(losses[^1] < losses[0] / 2);
        place.Fingerprint.Add<float>([.. losses]);
        foreach (Parameter<float> parameter in optimizer.Parameters) place.Fingerprint.Add(parameter);

        Tensor<float> Loss(IndexTensor tokens, IndexTensor lengths)
        {
            Tensor<float> read = gru.Run(table, tokens, lengths: lengths).Outputs;
            Tensor<float> context = attention.Forward(read, read, read, lengths).Context;
            return Losses.Loss.CrossEntropy(head.Forward(lstm.Run(context, lengths: lengths).Outputs), tokens, ignoredLabel: 0);
        }
    }

    private static void Each(Func<OptimizerRow<double>, bool> isWanted, Action<OptimizerRow<double>> check)
    {
        OptimizerRow<double>[] rows = [.. OptimizerCatalog.Rows<double>().Where(isWanted)];
        Workplace.Require(rows.Length > 5);
        foreach (OptimizerRow<double> row in rows) check(row);
    }

    /// <summary>200 steps agree with PyTorch's.</summary>
    private static void FollowGolden(string name, Fingerprint fingerprint)
    {
        GoldenTrajectory expected = GoldenFile.Trajectories.Variants.Single(variant => variant.Name == name);
        SmallNetwork<double> network = new();
        Optimizer<double> optimizer = OptimizerCatalog.Row<double>(name).Create(network.Parameters);
        double[] losses = [.. expected.Losses.Select(_ => optimizer.Step(network.Loss))];
        Agreement.AssertClose(expected.Losses, Tensor.Vector(losses), 1e-10, $"{name}: loss");
        for (int i = 0; i < network.Parameters.Count; i++)
            Agreement.AssertClose(expected.States[^1].Parameters[i], network.Parameters[i], 1e-10, $"{name}: parameter {i}");
        fingerprint.Add(losses);
        fingerprint.Add(network.Values);
    }

    /// <summary>100 steps agree with the formula.</summary>
    private static void FollowPaper(OptimizerRow<double> row, Fingerprint fingerprint)
    {
        SmallNetwork<double> network = new(), expected = new();
        Optimizer<double> optimizer = row.Create(network.Parameters);
        ScalarRule[] rules = [.. expected.Parameters.Select(parameter => row.Reference!(optimizer, parameter.Shape))];
        for (int step = 1; step <= 100; step++)
        {
            optimizer.Step(network.Loss);
            expected.Backward(expected.Loss());
            for (int i = 0; i < rules.Length; i++)
            {
                double[] values = expected.Parameters[i].ToArray();
                rules[i](values, expected.Parameters[i].Gradient!.ToArray());
                expected.Parameters[i].Assign(values);
            }
        }
        for (int i = 0; i < rules.Length; i++)
            Agreement.AssertClose(expected.Parameters[i].Span, network.Parameters[i], 1e-10, $"{row.Name}: parameter {i}");
        fingerprint.Add(network.Values);
    }

    /// <summary>100 steps in single precision, captured as eager.</summary>
    private static void Capture(string name, Fingerprint fingerprint)
    {
        SmallNetwork<float> network = new(), same = new();
        Optimizer<float> optimizer = OptimizerCatalog.Row<float>(name).Create(network.Parameters);
        Optimizer<float> eager = OptimizerCatalog.Row<float>(name).Create(same.Parameters);
        (Tensor<float> inputs, Tensor<float> targets) = network.Batch(0, 8);
        TrainingStep<float> step = new(optimizer, batch => network.Loss(batch.Inputs, batch.Targets));
        Batch<float> batch = new(inputs, targets);
        for (int i = 0; i < 100; i++)
            Workplace.Require(step.Run(batch).Equals(eager.Step(same.Loss)), $"{name}, step {i}: the same loss captured and eager");
        Workplace.Require(network.Values.SequenceEqual(same.Values), $"{name}: the same captured and eager");
        Workplace.Require(network.Values.All(float.IsFinite), name);
        fingerprint.Add(network.Values);
    }

    private static void AllocateNothing(Workplace place)
    {
        Mlp<float> model = new([20, 64, 32, 5], Activation.Relu, new XoshiroRandom(1), dropout: 0.1, normalization: Normalization.Batch);
        AdamW<float> optimizer = new(model.Parameters, 0.01) { Clipping = GradientClipping.ByGlobalNorm(1) };
        TrainingStep<float> step = new(optimizer, batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        InferenceStep<float> inference = new(model);
        Random random = new(2);
        Tensor<float> inputs = Tensor.Uniform([64, 20], -1f, 1f, random);
        Batch<float> batch = new(inputs, inputs.Slice(1, 0, 5).ArgMax(1));
        // The next comparison with the recording is at step 128.
        for (int i = 0; i < 70; i++) (_, _) = (step.Run(batch), inference.Run(inputs));
        float last = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 30; i++)
        {
            last = step.Run(batch);
            inference.Run(inputs);
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Workplace.Require(allocated == 0, Invariant($"no allocation in 30 steps, got {allocated} bytes"));
        place.Fingerprint.Add(last);
        place.Fingerprint.Add(inference.Run(inputs));
    }

    private static void Threads(Workplace place)
    {
        int threads = Parallelism.ThreadCount;
        try
        {
            float[]? first = null;
            foreach (int count in (int[])[1, 2, 5])
            {
                Parallelism.ThreadCount = count;
                float[] values = Train();
                Workplace.Require((first ??= values).SequenceEqual(values), $"the same bits with {count} threads");
            }
            place.Fingerprint.Add(first!);
        }
        finally
        {
            Parallelism.ThreadCount = threads;
        }

        static float[] Train()
        {
            Mlp<float> model = new([300, 400, 200, 10], Activation.Tanh, new Random(1), dropout: 0.1);
            TrainingStep<float> step = new(new Adam<float>(model.Parameters), batch =>
                Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
            Tensor<float> inputs = Tensor.Normal([128, 300], 0f, 1f, new Random(2));
            Batch<float> batch = new(inputs, inputs.Slice(1, 0, 10).ArgMax(1));
            for (int i = 0; i < 5; i++) step.Run(batch);
            return [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];
        }
    }

    private static void PredictTogether(Workplace place)
    {
        Mlp<float> model = new([50, 80, 7], Activation.Gelu, new Random(1));
        Predictor<float> predictor = new(model);
        Tensor<float> inputs = Tensor.Normal([90, 50], 0f, 1f, new Random(2));
        float[] expected = predictor.Predict(inputs).ToArray();
        float[][] results = new float[8][];
        Thread[] threads = [.. results.Select((_, i) => new Thread(() => results[i] = predictor.Predict(inputs).ToArray()))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Workplace.Require(results.All(result => result is not null && result.SequenceEqual(expected)));
        place.Fingerprint.Add(expected);
    }
}
