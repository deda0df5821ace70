using MiniGrad.Data;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Capture;

/// <summary>A loss that trains something itself.</summary>
public class NestedStepTests
{
    private static readonly Batch<float> batch = new(Tensor.Vector(1f), Tensor.Vector(0f));

    private readonly Parameter<float> outer = new(Tensor.Vector(1f), "outer"), inner = new(Tensor.Vector(1f), "inner");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_captured_step_refuses_another_step_inside(bool isCaptured)
    {
        TrainingStep<float> another = new(new Sgd<float>([inner], 0.1), _ => inner.Square().Sum(), isCaptured);
        TrainingStep<float> step = new(new Sgd<float>([outer], 0.1), _ =>
        {
            another.Run(batch);
            return outer.Square().Sum();
        });
        for (int i = 0; i < 4; i++) Assert.Throws<CaptureException>(() => step.Run(batch));
        Assert.Equal(1, inner.Span[0]);
    }

    [Fact]
    public void A_captured_step_refuses_an_update_by_hand_inside()
    {
        Sgd<float> optimizer = new([inner], 0.1);
        inner.Gradient = Tensor.Vector(1f);
        TrainingStep<float> step = new(new Sgd<float>([outer], 0.1), _ =>
        {
            optimizer.Step();
            return outer.Square().Sum();
        });
        Assert.Throws<CaptureException>(() => step.Run(batch));
        Assert.Equal(1, inner.Span[0]);
    }

    [Fact]
    public void A_captured_step_refuses_a_minimization_inside()
    {
        TrainingStep<float> step = new(new Sgd<float>([outer], 0.1), _ =>
        {
            Descent.Minimize(x => x.Square().Sum(), Tensor.Vector(1f), p => new Sgd<float>(p, 0.1), Stop.AfterIterations(5));
            return outer.Square().Sum();
        });
        for (int i = 0; i < 4; i++)
            Assert.IsType<CaptureException>(Assert.Throws<InvalidOperationException>(() => step.Run(batch)).InnerException);
        Assert.Equal(1, outer.Span[0]);
    }

    /// <summary>A replay would read the values that are there then.</summary>
    [Fact]
    public void A_captured_step_refuses_what_changes_other_parameters_inside()
    {
        Adam<float> optimizer = new([inner], 0.1);
        ExponentialMovingAverage<float> average = optimizer.Add(new ExponentialMovingAverage<float>());
        optimizer.Step(() => inner.Square().Sum());
        OptimizerState<float> state = optimizer.SaveState();
        float[] before = inner.ToArray();
        foreach (Action change in (Action[])
            [() => average.Apply().Dispose(), optimizer.ZeroGradients, () => inner.Gradient = null, () => optimizer.RestoreState(state),
                () => optimizer.Step(() => inner.Sum())])
        {
            TrainingStep<float> step = new(new Sgd<float>([outer], 0.1), _ =>
            {
                change();
                return (outer * inner.Detach()).Sum();
            });
            for (int i = 0; i < 4; i++) Assert.Throws<CaptureException>(() => step.Run(batch));
        }
        Assert.Equal(before, inner.ToArray());
        Assert.NotNull(inner.Gradient);
        Assert.Equal(1, optimizer.StepCount);
        average.Apply().Dispose();
    }

    [Fact]
    public void An_uncaptured_step_can_run_another_inside()
    {
        TrainingStep<float> another = new(new Sgd<float>([inner], 0.25), _ => inner.Square().Sum());
        TrainingStep<float> step = new(new Sgd<float>([outer], 0.25), _ =>
        {
            another.Run(batch);
            return outer.Square().Sum();
        }, captures: false);
        for (int i = 0; i < 4; i++) step.Run(batch);
        Assert.Equal(0.0625f, inner.Span[0]);
        Assert.Equal(0.0625f, outer.Span[0]);
    }

    /// <summary>The step inside is of the same object, and its gradient is finite.</summary>
    [Fact]
    public void The_gradient_around_a_step_of_the_same_object_is_looked_at()
    {
        TrainingStep<float>? step = null;
        bool isInside = false;
        step = new TrainingStep<float>(new Sgd<float>([outer], 0.1), _ =>
        {
            if (isInside) return outer.Sum();
            isInside = true;
            step!.Run(batch);
            isInside = false;
            return (outer - 0.9f).Square().Sum().Sqrt();
        }, captures: false);
        Assert.Throws<NonFiniteGradientException>(() => step.Run(batch));
        Assert.Equal(0.9f, outer.Span[0]);
    }

    [Fact]
    public void A_line_search_refuses_a_step_of_its_own_optimizer_inside()
    {
        Lbfgs<float> optimizer = new([outer]);
        bool isInside = false;
        Tensor<float> Loss()
        {
            if (!isInside)
            {
                isInside = true;
                optimizer.Step(Loss);
            }
            return outer.Square().Sum();
        }
        Assert.Contains(
            "inside its own loss", Assert.Throws<InvalidOperationException>(() => optimizer.Step(Loss)).Message, StringComparison.Ordinal);
        Assert.Equal(1, outer.Span[0]);
    }

    /// <summary>To find the cause, the loss is called again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_updated_while_the_cause_is_sought(bool byHand)
    {
        Sgd<float> optimizer = new([inner], 0.25);
        TrainingStep<float> another = new(optimizer, _ => inner.Square().Sum());
        TrainingStep<float> step = new(new Sgd<float>([outer], 0.1), _ =>
        {
            if (byHand) optimizer.Step(() => inner.Square().Sum());
            else another.Run(batch);
            return (outer - 1).Square().Sum().Sqrt();
        }, captures: false);
        NonFiniteGradientException error = Assert.Throws<NonFiniteGradientException>(() => step.Run(batch));
        Assert.Equal("TrainingStep: the gradient of 'outer' is NaN or infinite. Nothing was updated.", error.Message);
        Assert.Equal(0.5f, inner.Span[0]);
        Assert.NotNull(inner.Gradient);
    }

    /// <summary>Called again, it is finite where it was not, and the other way round.</summary>
    [Fact]
    public void A_loss_that_is_another_one_while_the_cause_is_sought_gives_none()
    {
        int calls = 0;
        TrainingStep<float> step = new(
            new Sgd<float>([outer, inner], 0.1),
            _ => (outer - (calls == 0 ? 1 : 2)).Square().Sum().Sqrt() + (inner - (calls++ == 0 ? 2 : 1)).Square().Sqrt().Sum() * 3,
            captures: false);
        Assert.Equal(
            "TrainingStep: the gradient of 'outer' is NaN or infinite. Nothing was updated.",
            Assert.Throws<NonFiniteGradientException>(() => step.Run(batch)).Message);
    }

    [Fact]
    public void A_line_search_refuses_a_gradient_that_is_not_finite_where_it_is_asked_to()
    {
        Lbfgs<float> optimizer = new([outer]) { RefusesNonFiniteGradients = true };
        Assert.Equal(
            "Lbfgs: the gradient of 'outer' is NaN or infinite. Nothing was updated.",
            Assert.Throws<NonFiniteGradientException>(() => optimizer.Step(() => (outer - 1).Square().Sum().Sqrt())).Message);
        Assert.Equal(0, optimizer.StepCount);
    }

    [Fact]
    public void A_loss_that_throws_while_the_cause_is_sought_does_not_hide_the_refusal()
    {
        int calls = 0;
        TrainingStep<float> step = new(
            new Sgd<float>([outer], 0.1),
            _ => ++calls == 1 ? (outer - 1).Square().Sum().Sqrt() : throw new TimeoutException(), captures: false);
        Assert.Throws<NonFiniteGradientException>(() => step.Run(batch));
        Assert.Equal(2, calls);
    }

    /// <summary>Both uses hand back finite gradients.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_sum_of_gradients_that_overflows_is_named(bool isParameter, bool captures)
    {
        TrainingStep<float> step = new(new Sgd<float>([outer], 0.1), _ =>
        {
            Tensor<float> used = isParameter ? outer : outer.Tanh();
            return (used * 2e38f).Sum() - 3e38f + (used * 2e38f).Sum();
        }, captures);
        NonFiniteGradientException error = Assert.Throws<NonFiniteGradientException>(() => step.Run(batch));
        Assert.Contains(": the sum of gradients with that of ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_names_the_cause_also_of_an_optimizer_that_refuses_by_itself(bool captures)
    {
        Sgd<float> optimizer = new([outer], 0.1) { RefusesNonFiniteGradients = true, Clipping = GradientClipping.ByGlobalNorm(1) };
        TrainingStep<float> step = new(optimizer, _ => (outer - 1).Square().Sum().Sqrt(), captures);
        Assert.Equal(
            "TrainingStep: the gradient of 'outer' is NaN or infinite: the derivative of Sqrt, with an output of shape [], is the first " +
            "not to be finite. Nothing was updated.", Assert.Throws<NonFiniteGradientException>(() => step.Run(batch)).Message);
        Assert.Equal(1, outer.Span[0]);
    }

    [Fact]
    public void What_a_step_has_asked_for_does_not_outlive_it()
    {
        Sgd<float> optimizer = new([outer], 0.1) { Clipping = GradientClipping.ByGlobalNorm(1) };
        ExponentialMovingAverage<float> average = optimizer.Add(new ExponentialMovingAverage<float>());
        TrainingStep<float> step = new(optimizer, _ => outer.Square().Sum());
        step.Run(batch);
        using (average.Apply()) Assert.Throws<InvalidOperationException>(() => step.Run(batch));
        outer.Gradient = Tensor.Vector(float.NaN);
        optimizer.Step();
        Assert.True(float.IsNaN(outer.Span[0]));
    }
}
