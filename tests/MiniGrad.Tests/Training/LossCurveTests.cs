using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

public class LossCurveTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    [InlineData(2001)]
    [InlineData(7777)]
    [InlineData(40_003)]
    public void Points_are_means_of_equally_many_successive_losses(int steps)
    {
        LossCurve curve = new();
        for (int step = 1; step <= steps; step++) curve.Add(step, Loss(step));
        int stride = (int)curve.Stride;
        Assert.Equal(steps / stride, curve.Points.Count);
        Assert.InRange(curve.Points.Count, Math.Min(steps, LossCurve.MaxPoints / 2), LossCurve.MaxPoints);
        Assert.Equal(steps % stride, curve.PendingCount);
        for (int i = 0; i < curve.Points.Count; i++)
        {
            Assert.Equal((i + 1L) * stride, curve.Points[i].Step);
            Assert.Equal(Enumerable.Range(i * stride + 1, stride).Average(Loss), curve.Points[i].Loss, 1e-9);
        }

        static double Loss(int step) => Math.Sin(step) + 1.0 / step;
    }

    [Fact]
    public void A_saved_curve_goes_on_with_the_same_points()
    {
        LossCurve whole = new(), first = new();
        for (int step = 1; step <= 9001; step++)
        {
            whole.Add(step, step * 0.1);
            if (step == 5003) first = new LossCurve(whole.Points, whole.Stride, whole.PendingSum, whole.PendingCount, step);
            if (step > 5003) first.Add(step, step * 0.1);
        }
        Assert.Equal(whole.Points, first.Points);
        Assert.Equal(9001, first.LastStep);
    }
}
