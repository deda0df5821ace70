using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Tests.Estimators;

/// <summary>Small problems whose answers are known.</summary>
internal static class Problems
{
    /// <summary>Two half circles that reach into each other, which no line divides.</summary>
    public static Dataset<float> Moons(int count, int seed, double noise = 0.1)
    {
        Random random = new(seed);
        float[] inputs = new float[2 * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            double angle = Math.PI * random.NextDouble();
            labels[i] = i % 2;
            (double x, double y) = labels[i] == 0 ? (Math.Cos(angle), Math.Sin(angle)) : (1 - Math.Cos(angle), 0.5 - Math.Sin(angle));
            (inputs[2 * i], inputs[2 * i + 1]) = ((float)(x + noise * Normal(random)), (float)(y + noise * Normal(random)));
        }
        return new Dataset<float>(Tensor.Create<float>(inputs, [count, 2]), labels);
    }

    /// <summary>y = 50 + 100·(sin 3a + b²) of two numbers, of which the second comes in thousands.</summary>
    public static Dataset<float> Waves(int count, int seed)
    {
        Random random = new(seed);
        float[] inputs = new float[2 * count], targets = new float[count];
        for (int i = 0; i < count; i++)
        {
            (double a, double b) = (2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1);
            (inputs[2 * i], inputs[2 * i + 1]) = ((float)a, (float)(1000 * b));
            targets[i] = (float)(50 + 100 * (Math.Sin(3 * a) + b * b));
        }
        return new Dataset<float>(Tensor.Create<float>(inputs, [count, 2]), Tensor.Create<float>(targets, [count]));
    }

    /// <summary>Plants: a species follows from the habitat and the height, a price from both; habitats and heights are missing here and
    /// there, and each has a number that tells nothing.</summary>
    public static Table Plants(int count, int seed)
    {
        Random random = new(seed);
        double[] heights = new double[count], prices = new double[count];
        string?[] habitats = new string?[count], species = new string?[count], names = new string?[count];
        for (int i = 0; i < count; i++)
        {
            string habitat = ((string[])["moor", "meadow", "rock"])[random.Next(3)];
            double height = 10 + 40 * random.NextDouble();
            species[i] = habitat == "moor" ? "sundew" : height > 30 ? "foxglove" : "thyme";
            prices[i] = 2 + 0.1 * height + (habitat == "rock" ? 3 : 0);
            heights[i] = random.Next(50) == 0 ? double.NaN : height;
            habitats[i] = random.Next(50) == 0 ? null : habitat;
            names[i] = $"plant {i} of {seed}";
        }
        return new Table(
            new TextColumn("name", names), new NumberColumn("height", heights), new TextColumn("habitat", habitats),
                new TextColumn("species", species),
            new NumberColumn("price", prices));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
