using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public class LabeledImagesTests
{
    [Fact]
    public void Labels_may_be_integers_of_any_size_in_one_column()
    {
        using var folder = new TemporaryFolder();
        IdxFile.Write(folder.File("images"), IdxArray.Create<byte>([0, 255, 51], 3, 1, 1));
        Check(IdxArray.Create<byte>([2, 0, 1], 3));
        Check(IdxArray.Create<byte>([2, 0, 1], 3, 1));
        Check(IdxArray.Create<sbyte>([2, 0, 1], 3));
        Check(IdxArray.Create<short>([2, 0, 1], 3));
        Check(IdxArray.Create<int>([2, 0, 1], 3));
        Check(IdxArray.Create<int>([2, 0, 1], 3, 1));
        Refused(IdxArray.Create<int>([2, 0, -1], 3), "label 2 is -1: expected labels from 0");
        Refused(IdxArray.Create<float>([2, 0, 1], 3), "expected integers [labels] or [labels, 1], got Binary32 [3]");
        Refused(IdxArray.Create<int>([2, 0, 1, 0, 0, 0], 3, 2), "expected integers [labels] or [labels, 1], got Signed32 [3, 2]");
        Refused(IdxArray.Create<int>([2, 0], 2, 1), "expected as many of both");

        Dataset<float> Read(IdxArray labels)
        {
            IdxFile.Write(folder.File("labels"), labels);
            return LabeledImages.Read<float>(folder.File("images"), folder.File("labels"));
        }

        void Check(IdxArray labels)
        {
            Dataset<float> data = Read(labels);
            Assert.Equal([2, 0, 1], data.Labels.ToArray());
            Assert.Equal([3], data.Labels.Shape);
            Assert.Equal([0, 1, 0.2f], data.Inputs.ToArray());
        }

        void Refused(IdxArray labels, string expected) =>
            Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Read(labels)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_too_large_for_an_array_are_refused_even_if_there_are_none()
    {
        using var folder = new TemporaryFolder();
        IdxFile.Write(folder.File("images"), IdxArray.Create<byte>([], 0, 46_341, 46_341));
        IdxFile.Write(folder.File("labels"), IdxArray.Create<byte>([], 0));

        var error = Assert.Throws<InvalidDataException>(() => LabeledImages.Read<float>(folder.File("images"), folder.File("labels")));
        Assert.Contains("46341 × 46341", error.Message, StringComparison.Ordinal);
    }
}
