using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class BiasCorrectionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.8999999761581421)]
    [InlineData(0.99)]
    [InlineData(0.9990000128746033)]
    public void A_power_that_is_not_computed_would_have_changed_no_bit(double beta)
    {
        for (int step = 1; step < 60_000; step += 1 + step / 100)
            Assert.Equal(1 - Math.Pow(beta, step), AdaptiveMomentOptimizer<float>.Correction(beta, step));
        Assert.Equal(1, AdaptiveMomentOptimizer<float>.Correction(beta, 1e9));
    }
}
