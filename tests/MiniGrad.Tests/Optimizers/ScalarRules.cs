using System.Numerics;
using MiniGrad.Optimizers;

namespace MiniGrad.Tests.Optimizers;

/// <summary>Update rules that PyTorch 1.13 does not have, line by line from their papers.</summary>
internal static class ScalarRules
{
    public static ScalarRule AdaBelief<T>(AdaBelief<T> of, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] m = new double[shape.ElementCount], s = new double[shape.ElementCount];
        int t = 0;
        return (x, g) =>
        {
            t++;
            for (int i = 0; i < x.Length; i++)
            {
                m[i] = of.Beta1 * m[i] + (1 - of.Beta1) * g[i];
                s[i] = of.Beta2 * s[i] + (1 - of.Beta2) * (g[i] - m[i]) * (g[i] - m[i]) + of.Epsilon;
                double mean = m[i] / (1 - Math.Pow(of.Beta1, t)), deviation = s[i] / (1 - Math.Pow(of.Beta2, t));
                x[i] -= of.LearningRate * mean / (Math.Sqrt(deviation) + of.Epsilon);
            }
        };
    }

    public static ScalarRule Lion<T>(Lion<T> of, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] m = new double[shape.ElementCount];
        return (x, g) =>
        {
            for (int i = 0; i < x.Length; i++)
            {
                double c = of.Beta1 * m[i] + (1 - of.Beta1) * g[i];
                x[i] -= of.LearningRate * (Math.Sign(c) + of.WeightDecay * x[i]);
                m[i] = of.Beta2 * m[i] + (1 - of.Beta2) * g[i];
            }
        };
    }

    public static ScalarRule Lamb<T>(Lamb<T> of, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] m = new double[shape.ElementCount], v = new double[shape.ElementCount], d = new double[shape.ElementCount];
        int t = 0;
        return (x, g) =>
        {
            t++;
            for (int i = 0; i < x.Length; i++)
                d[i] = AdamDirection(ref m[i], ref v[i], g[i], t, of.Beta1, of.Beta2, of.Epsilon) + of.WeightDecay * x[i];
            double ratio = Norm(x) / Norm(d);
            for (int i = 0; i < x.Length; i++) x[i] -= of.LearningRate * ratio * d[i];
        };
    }

    public static ScalarRule ScheduleFreeAdamW<T>(ScheduleFreeAdamW<T> of, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[]? x = null, z = null;
        double[] v = new double[shape.ElementCount];
        double weights = 0;
        int t = 0;
        return (y, g) =>
        {
            t++;
            x ??= [.. y];
            z ??= [.. y];
            double rate = of.LearningRate * Math.Sqrt(1 - Math.Pow(of.Beta2, t)) * (of.WarmupSteps == 0 ? 1
                : Math.Min(1, (double)t / of.WarmupSteps));
            weights += rate * rate;
            double c = rate * rate / weights;
            for (int i = 0; i < y.Length; i++)
            {
                v[i] = of.Beta2 * v[i] + (1 - of.Beta2) * g[i] * g[i];
                z[i] -= rate * (g[i] / (Math.Sqrt(v[i]) + of.Epsilon) + of.WeightDecay * y[i]);
                x[i] = (1 - c) * x[i] + c * z[i];
                y[i] = (1 - of.Beta1) * z[i] + of.Beta1 * x[i];
            }
        };
    }

    public static ScalarRule Muon<T>(Muon<T> of, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (shape.Rank != 2) return AdamWOfMuon(of, shape);
        int rows = shape[0], columns = shape[1];
        double[] m = new double[shape.ElementCount];
        return (x, g) =>
        {
            double[,] d = new double[rows, columns];
            for (int i = 0; i < x.Length; i++)
            {
                m[i] = of.Momentum * m[i] + g[i];
                d[i / columns, i % columns] = of.IsNesterov ? g[i] + of.Momentum * m[i] : m[i];
            }
            d = NaiveMatrix.Orthogonalize(d);
            double scale = Math.Sqrt(Math.Max(1, (double)columns / rows));
            for (int i = 0; i < x.Length; i++) x[i] -= of.LearningRate * (of.WeightDecay * x[i] + scale * d[i / columns, i % columns]);
        };
    }

    private static ScalarRule AdamWOfMuon<T>(Muon<T> of, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] m = new double[shape.ElementCount], v = new double[shape.ElementCount];
        int t = 0;
        return (x, g) =>
        {
            t++;
            double rate = of.LearningRate * of.OtherLearningRateFactor;
            for (int i = 0; i < x.Length; i++) x[i] -= rate * (
                of.WeightDecay * x[i] + AdamDirection(ref m[i], ref v[i], g[i], t, 0.9, 0.95, 1e-10));
        };
    }

    private static double AdamDirection(ref double m, ref double v, double g, int t, double beta1, double beta2, double epsilon)
    {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        return m / (1 - Math.Pow(beta1, t)) / (Math.Sqrt(v / (1 - Math.Pow(beta2, t))) + epsilon);
    }

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(value => value * value));
}
