using System.Globalization;
using System.Text;
using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Csv;

/// <summary>Numbers are read as the runtime reads them, and their shortest form is known.</summary>
public class PlainNumberTests
{
    [Fact]
    public void Plain_numbers_are_the_nearest_doubles()
    {
        Random random = new(2);
        for (int i = 0; i < 200_000; i++)
        {
            string digits = random.NextInt64(0, (long)Math.Pow(10, random.Next(1, 16))).ToString(
                CultureInfo.InvariantCulture);
            int point = random.Next(-1, digits.Length + 1);
            string text = (random.Next(2) == 0 ? "-" : "") + (point < 0 ? digits : $"{digits[..point]}.{digits[point..]}");
            if (!PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), (byte)'.', out double number, out bool isShortest))
            {
                Assert.Fail(text);
                continue;
            }
            double expected = double.Parse(text, CultureInfo.InvariantCulture);
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(number));
            if (isShortest) Assert.Equal(expected.ToString("R", CultureInfo.InvariantCulture), text);
        }
        foreach (string other in (string[])["", "-", ".", "-.", "1.2.3", "1e5", "+1", " 1", "1,5", "1234567890123456", "0x1", "--1", "1-"])
            Assert.False(PlainNumber.TryRead(Encoding.UTF8.GetBytes(other), (byte)'.', out _, out _), other);
    }
}
