namespace MiniGrad.Tests.Catalog;

/// <summary>Recurrent layers and their gradients from their definitions, one number after the other.</summary>
internal static class NaiveRecurrence
{
    /// <summary>Outputs of all steps and the last cell, [time + 1, batch, units], of p [time, batch, 4·units], w [units, 4·units] and the
    /// initial state [2, batch, units], or none.</summary>
    public static NaiveArray Lstm(NaiveArray p, NaiveArray w, NaiveArray? initial, int[]? lengths)
    {
        (int steps, int batch, int units) = (p.Sizes[0], p.Sizes[1], w.Sizes[0]);
        NaiveArray result = NaiveArray.Of([steps + 1, batch, units], _ => 0);
        for (int b = 0; b < batch; b++)
        {
            double[] h = State(initial, 0, b, units), c = State(initial, 1, b, units);
            for (int t = 0; t < steps; t++)
            {
                if (lengths is null || t < lengths[b])
                {
                    double[] before = h, cell = c;
                    double Sum(int gate, int j) =>
                        p[t, b, gate * units + j] + Enumerable.Range(0, units).Sum(k => before[k] * w[k, gate * units + j]);
                    c = [.. Enumerable.Range(0, units).Select(
                        j => Sigmoid(Sum(1, j)) * cell[j] + Sigmoid(Sum(0, j)) * Math.Tanh(Sum(2, j)))];
                    double[] next = c;
                    h = [.. Enumerable.Range(0, units).Select(j => Sigmoid(Sum(3, j)) * Math.Tanh(next[j]))];
                }
                h.CopyTo(result.Values, (t * batch + b) * units);
            }
            c.CopyTo(result.Values, (steps * batch + b) * units);
        }
        return result;
    }

    /// <summary>Outputs of all steps, [time, batch, units], of p [time, batch, 3·units], w [units, 3·units], its bias and the initial state
    /// [1, batch, units], or none.</summary>
    public static NaiveArray Gru(NaiveArray p, NaiveArray w, NaiveArray bias, NaiveArray? initial, int[]? lengths)
    {
        (int steps, int batch, int units) = (p.Sizes[0], p.Sizes[1], w.Sizes[0]);
        NaiveArray result = NaiveArray.Of([steps, batch, units], _ => 0);
        for (int b = 0; b < batch; b++)
        {
            double[] h = State(initial, 0, b, units);
            for (int t = 0; t < steps; t++)
            {
                if (lengths is null || t < lengths[b])
                {
                    double[] before = h;
                    double Inner(int gate, int j) => bias[gate * units + j]
                        + Enumerable.Range(0, units).Sum(k => before[k] * w[k, gate * units + j]);
                    h = [.. Enumerable.Range(0, units).Select(j =>
                    {
                        double reset = Sigmoid(p[t, b, j] + Inner(0, j)), update = Sigmoid(p[t, b, units + j] + Inner(1, j));
                        return (1 - update) * Math.Tanh(p[t, b, 2 * units + j] + reset * Inner(2, j)) + update * before[j];
                    })];
                }
                h.CopyTo(result.Values, (t * batch + b) * units);
            }
        }
        return result;
    }

    /// <summary>The gradient of p, from that of the outputs and last cell, and i, f, g, o, tanh(c), c of each step.</summary>
    public static NaiveArray LstmGradient(NaiveArray g, NaiveArray trace, NaiveArray w, NaiveArray initial, int[]? lengths)
    {
        (int steps, int batch, int units) = (trace.Sizes[0], trace.Sizes[1], w.Sizes[0]);
        NaiveArray result = NaiveArray.Of([steps, batch, 4 * units], _ => 0);
        for (int b = 0; b < batch; b++)
        {
            double[] dh = new double[units], dc = [.. Enumerable.Range(0, units).Select(j => g[steps, b, j])];
            for (int t = steps - 1; t >= 0; t--)
            {
                for (int j = 0; j < units; j++) dh[j] += g[t, b, j];
                if (lengths is not null && t >= lengths[b]) continue;
                double[] d = new double[4 * units];
                for (int j = 0; j < units; j++)
                {
                    double Kept(int place) => trace[t, b, place * units + j];
                    (double i, double f, double n, double o, double squashed) = (Kept(0), Kept(1), Kept(2), Kept(3), Kept(4));
                    double before = t > 0 ? trace[t - 1, b, 5 * units + j] : initial[1, b, j];
                    dc[j] += dh[j] * o * (1 - squashed * squashed);
                    d[j] = dc[j] * n * i * (1 - i);
                    d[units + j] = dc[j] * before * f * (1 - f);
                    d[2 * units + j] = dc[j] * i * (1 - n * n);
                    d[3 * units + j] = dh[j] * squashed * o * (1 - o);
                    dc[j] *= f;
                }
                d.CopyTo(result.Values, (t * batch + b) * 4 * units);
                dh = [.. Enumerable.Range(0, units).Select(k => Enumerable.Range(0, 4 * units).Sum(j => d[j] * w[k, j]))];
            }
        }
        return result;
    }

    /// <summary>The gradient of p, from that of the outputs, and r, z, n and n's part from the state of each step.</summary>
    public static NaiveArray GruGradient(NaiveArray g, NaiveArray trace, NaiveArray w, NaiveArray outputs, NaiveArray initial)
    {
        (int steps, int batch, int units) = (trace.Sizes[0], trace.Sizes[1], w.Sizes[0]);
        NaiveArray result = NaiveArray.Of([steps, batch, 3 * units], _ => 0);
        for (int b = 0; b < batch; b++)
        {
            double[] dh = new double[units];
            for (int t = steps - 1; t >= 0; t--)
            {
                double[] inwards = new double[3 * units];
                for (int j = 0; j < units; j++)
                {
                    double Kept(int place) => trace[t, b, place * units + j];
                    (double r, double z, double n) = (Kept(0), Kept(1), Kept(2));
                    double before = t > 0 ? outputs[t - 1, b, j] : initial[0, b, j];
                    dh[j] += g[t, b, j];
                    double dn = dh[j] * (1 - z) * (1 - n * n);
                    inwards[j] = dn * Kept(3) * r * (1 - r);
                    inwards[units + j] = dh[j] * (before - n) * z * (1 - z);
                    inwards[2 * units + j] = dn * r;
                    for (int gate = 0; gate < 3; gate++)
                        result.Values[(t * batch + b) * 3 * units + gate * units + j] = gate == 2 ? dn : inwards[gate * units + j];
                    dh[j] *= z;
                }
                for (int k = 0; k < units; k++) dh[k] += Enumerable.Range(0, 3 * units).Sum(j => inwards[j] * w[k, j]);
            }
        }
        return result;
    }

    /// <summary>Sequences in the other order; each reversed, and zeros from its length on.</summary>
    public static NaiveArray Order(NaiveArray x, int[]? lengths, bool isReversed, bool toTimeFirst, int steps, int behind)
    {
        int batch = x.Sizes[toTimeFirst ? 0 : 1];
        int[] sizes = toTimeFirst ? [steps + behind, batch, x.Sizes[2]] : [batch, steps, x.Sizes[2]];
        return NaiveArray.Of(sizes, i =>
        {
            (int step, int sequence) = toTimeFirst ? (i[0], i[1]) : (i[1], i[0]);
            int length = lengths?[sequence] ?? steps;
            if (step >= length) return 0;
            int other = isReversed ? length - 1 - step : step;
            return toTimeFirst ? x[sequence, other, i[2]] : x[other, sequence, i[2]];
        });
    }

    private static double[] State(NaiveArray? initial, int place, int sequence, int units) =>
        [.. Enumerable.Range(0, units).Select(j => initial is null ? 0 : initial[place, sequence, j])];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
