using System.Security.Cryptography;
using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public class DigitGeneratorTests
{
    private const int Side = DigitGenerator.Side;
    private const int PixelCount = DigitGenerator.PixelCount;

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        (byte[] pixels, byte[] labels) = Generate(1, 200);
        (byte[] again, byte[] labelsAgain) = Generate(1, 200);
        (byte[] others, byte[] otherLabels) = Generate(2, 200);

        Assert.Equal(pixels, again);
        Assert.Equal(labels, labelsAgain);
        Assert.NotEqual(pixels, others);
        Assert.NotEqual(labels, otherLabels);
    }

    // The promise that the bytes depend on nothing but the seed holds across machines only if they are written down. Tuning changes them.
    [Fact]
    public void Images_are_the_same_on_every_platform()
    {
        var generator = new DigitGenerator(new Random(42));
        byte[] pixels = new byte[100 * PixelCount];
        for (int i = 0; i < 100; i++)
            generator.Draw(i % 10, pixels.AsSpan(i * PixelCount, PixelCount));

        Assert.Equal("AE2BC363B0B21365652FDD330B72CCD8649EB1FFEDA5D5692C7CFCE45E69BA4F", Convert.ToHexString(SHA256.HashData(pixels)));
    }

    [Fact]
    public void An_image_does_not_depend_on_the_one_before()
    {
        // The noise and shape of the second image depend on the random numbers alone, not on what was drawn before it.
        byte[] first = new byte[PixelCount], second = new byte[PixelCount];
        var used = new DigitGenerator(new Random(3));
        used.Draw(8, first);

        var replay = new Random(3);
        new DigitGenerator(replay).Draw(8, first);
        byte[] expected = new byte[PixelCount];
        new DigitGenerator(replay).Draw(1, expected);
        Array.Fill(second, (byte)77);
        used.Draw(1, second);

        Assert.Equal(expected, second);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1003)]
    public void Classes_are_balanced_and_shuffled(int count)
    {
        (byte[] pixels, byte[] labels) = Generate(4, count);

        Assert.Equal(count * PixelCount, pixels.Length);
        for (int digit = 0; digit < 10; digit++)
            Assert.InRange(labels.Count(label => label == digit), count / 10, (count + 9) / 10);
        if (count > 100)
            Assert.True(labels[..100].Distinct().Count() == 10 && !labels[..100].SequenceEqual(labels[..100].Order()));
    }

    [Fact]
    public void Ink_lies_within_the_frame_around_the_middle()
    {
        (byte[] pixels, byte[] labels) = Generate(5, 1000);
        var meanX = new double[10];
        var meanY = new double[10];
        for (int i = 0; i < labels.Length; i++)
        {
            Span<byte> image = pixels.AsSpan(i * PixelCount, PixelCount);
            double ink = 0, x = 0, y = 0;
            for (int p = 0; p < PixelCount; p++)
            {
                ink += image[p];
                x += image[p] * (p % Side);
                y += image[p] * (p / Side);
                if (p % Side is 0 or Side - 1 || p / Side is 0 or Side - 1)
                    Assert.Equal(0, image[p]);
            }

            // From a thin 1 to a fat 8: between 1.5 % and 40 % of full ink.
            Assert.InRange(ink / (255 * PixelCount), 0.015, 0.4);
            meanX[labels[i]] += x / ink / 100;
            meanY[labels[i]] += y / ink / 100;
        }

        const double Middle = (Side - 1) / 2.0;
        Assert.All(meanX, mean => Assert.InRange(mean, Middle - 1, Middle + 1));
        Assert.All(meanY, mean => Assert.InRange(mean, Middle - 1, Middle + 1));
    }

    [Fact]
    public void Images_of_one_digit_all_differ()
    {
        var generator = new DigitGenerator(new Random(6));
        for (int digit = 0; digit < 10; digit++)
        {
            var images = new byte[30][];
            for (int i = 0; i < images.Length; i++)
                generator.Draw(digit, images[i] = new byte[PixelCount]);

            for (int i = 1; i < images.Length; i++)
            {
                double difference = images[i].Zip(images[i - 1], (a, b) => Math.Abs(a - b)).Average();
                Assert.True(difference > 3, $"two images of {digit} differ by only {difference:F2} grey levels a pixel");
            }
        }
    }

    [Fact]
    public void The_nearest_class_mean_is_often_but_not_always_right()
    {
        (byte[] pixels, byte[] labels) = Generate(7, 2000);
        (byte[] testPixels, byte[] testLabels) = Generate(8, 1000);
        var means = new double[10][];
        for (int digit = 0; digit < 10; digit++)
            means[digit] = new double[PixelCount];
        for (int i = 0; i < pixels.Length; i++)
            means[labels[i / PixelCount]][i % PixelCount] += pixels[i] / 200.0;

        int right = 0;
        for (int i = 0; i < testLabels.Length; i++)
        {
            ArraySegment<byte> image = new(testPixels, i * PixelCount, PixelCount);
            int nearest = Enumerable.Range(0, 10).MinBy(digit => image.Zip(means[digit], (a, b) => (a - b) * (a - b)).Sum());
            if (nearest == testLabels[i])
                right++;
        }

        // The real MNIST gives 72 % with as many samples; chance is 10 %.
        Assert.InRange(right / 1000.0, 0.60, 0.85);
    }

    [Fact]
    public void Invalid_arguments_are_refused()
    {
        var generator = new DigitGenerator(new Random(9));

        Assert.Throws<ArgumentNullException>(() => new DigitGenerator(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Draw(-1, new byte[PixelCount]));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Draw(10, new byte[PixelCount]));
        Assert.Contains("783", Assert.Throws<ArgumentException>(() => generator.Draw(1, new byte[783])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Generate(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Generate(int.MaxValue));
    }

    private static (byte[] Pixels, byte[] Labels) Generate(int seed, int count) => new DigitGenerator(new Random(seed)).Generate(count);
}
