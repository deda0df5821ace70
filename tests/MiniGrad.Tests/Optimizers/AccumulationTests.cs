using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>Gradients gathered over several calls make the update that their mean would make.</summary>
public class AccumulationTests
{
    public static TheoryData<string> Names => [.. OptimizerCatalog.NamesWithoutClosure];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parts_of_a_batch_make_the_step_of_the_whole(string name)
    {
        // Up to rounding: the sums of gradients are in another order.
        SmallNetwork<double> whole = new(), parts = new();
        OptimizerRow<double> row = OptimizerCatalog.Row<double>(name);
        Optimizer<double> expected = row.Create(whole.Parameters), optimizer = row.Create(parts.Parameters);
        optimizer.AccumulationSteps = 4;
        expected.Clipping = optimizer.Clipping = GradientClipping.ByGlobalNorm(0.3);
        for (int step = 0; step < 10; step++)
        {
            expected.Step(whole.Loss);
            for (int part = 0; part < 4; part++)
            {
                Assert.Equal(step, optimizer.StepCount);
                parts.Backward(parts.Loss(2 * part, 2));
                optimizer.Step();
            }
            Assert.Equal(whole.Values, parts.Values, (a, b) => Math.Abs(a - b) < 1e-10);
        }
        Assert.Equal(10, optimizer.StepCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Captured_steps_gather_like_eager_ones(bool byNorm)
    {
        SmallNetwork<float> eager = new(), captured = new();
        Optimizer<float> OptimizerOf(SmallNetwork<float> network)
        {
            GradientClipping clipping = byNorm ? GradientClipping.ByNorm(0.1) : GradientClipping.ByValue(0.05);
            Optimizer<float> made = new NAdam<float>(network.Parameters, 0.05) { AccumulationSteps = 3, Clipping = clipping };
            made.Add(new ParameterGroup<float>([network.Parameters[1]]) { LearningRateFactor = 2 });
            return made;
        }

        Optimizer<float> optimizer = OptimizerOf(eager);
        TrainingStep<float> step = new(OptimizerOf(captured), batch => captured.Loss(batch.Inputs, batch.Targets));
        for (int i = 0; i < 31; i++)
        {
            (Tensor<float> x, Tensor<float> y) = eager.Batch(i % 5, 3);
            Assert.Equal(optimizer.Step(() => eager.Loss(x, y)), step.Run(new(x, y)));
            Assert.Equal(eager.Values, captured.Values);
        }
    }

    [Fact]
    public void A_parameter_without_gradient_in_all_calls_stays_and_one_with_some_moves_by_their_share()
    {
        Parameter<double> some = new(Tensor.Vector(0.0)), none = new(Tensor.Vector(0.0));
        Sgd<double> optimizer = new([some, none], 1) { AccumulationSteps = 4 };
        for (int call = 0; call < 4; call++)
        {
            some.Gradient = call == 2 ? Tensor.Vector(8.0) : null;
            optimizer.Step();
        }
        Assert.Equal(-2, some.Span[0]);
        Assert.Equal(0, none.Span[0]);
    }

    [Fact]
    public void The_number_stays_while_gradients_are_gathered()
    {
        Parameter<double> x = new(Tensor.Vector(1.0));
        Sgd<double> optimizer = new([x], 0.1) { AccumulationSteps = 3 };
        optimizer.Step(() => x.Sum());
        Assert.Contains("1 of 3 gradients", Assert.Throws<InvalidOperationException>(() => optimizer.AccumulationSteps = 2).Message,
            StringComparison.Ordinal);
        optimizer.Step(() => x.Sum());
        optimizer.Step(() => x.Sum());
        Assert.Equal(0.9, x.Span[0], 15);
        optimizer.AccumulationSteps = 1;
        optimizer.Step(() => x.Sum());
        Assert.Equal(0.8, x.Span[0], 15);
    }

    [Fact]
    public void What_is_left_makes_an_update_of_its_mean()
    {
        Parameter<double> x = new(Tensor.Vector(0.0));
        Sgd<double> optimizer = new([x], 1) { AccumulationSteps = 8 };
        optimizer.FinishAccumulation();
        Assert.Equal(0, optimizer.StepCount);
        foreach (double gradient in (double[])[1, 2, 6])
        {
            x.Gradient = Tensor.Vector(gradient);
            optimizer.Step();
        }
        optimizer.FinishAccumulation();
        Assert.Equal(-3, x.Span[0]);
        Assert.Equal(1, optimizer.StepCount);
        optimizer.FinishAccumulation();
        Assert.Equal(1, optimizer.StepCount);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    public void Gradients_whose_sum_would_overflow_make_their_mean(int number, int calls)
    {
        foreach (GradientClipping? clipping in (GradientClipping?[])
            [null, GradientClipping.ByValue(3.3e38), GradientClipping.ByNorm(3.3e38), GradientClipping.ByGlobalNorm(3.3e38)])
        {
            Parameter<float> x = new(Tensor.Vector(0f));
            Sgd<float> optimizer = new([x], 1) { AccumulationSteps = number, Clipping = clipping };
            TrainingStep<float> step = new(optimizer, batch => (x * batch.Inputs).Sum());
            for (int call = 0; call < calls; call++) step.Run(new Batch<float>(Tensor.Vector(3e38f), Tensor.Vector(0f)));
            if (calls < number) optimizer.FinishAccumulation();
            Assert.Equal(1, optimizer.StepCount);
            Assert.Equal(-3e38f, x.Span[0], 1e32f);
        }
    }

    [Fact]
    public void A_trainer_updates_with_what_is_left_at_the_end_of_each_epoch()
    {
        Linear<double> model = new(2, 1, new Random(1));
        Tensor<double> x = Tensor.Uniform([8, 2], -1d, 1d, new Random(2));
        Sgd<double> optimizer = new(model.Parameters, 0.1) { AccumulationSteps = 8 }, whole = new(model.Parameters, 0.1);
        Trainer<double> trainer = new(model, optimizer, new Dataset<double>(x, x.Sum([1], keepDimensions: true)))
        {
            BatchSize = 4,
            Shuffles = false
        };
        double[] start = model.Weight.ToArray();
        trainer.Fit(3);
        double[] trained = model.Weight.ToArray();
        Assert.Equal(3, optimizer.StepCount);

        model.Weight.Assign(start);
        model.Bias!.Assign([0]);
        TrainingStep<double> step = new(whole, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets));
        for (int epoch = 0; epoch < 3; epoch++) step.Run(new(x, x.Sum([1], keepDimensions: true)));
        Assert.Equal(model.Weight.ToArray(), trained, (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
