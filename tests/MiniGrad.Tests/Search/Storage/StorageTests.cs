using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>What tests of storages have in common.</summary>
public abstract class StorageTests : IDisposable
{
    private readonly List<StoragePlace> places = [];

    public static TheoryData<string> Kinds => Data(StoragePlace.Kinds);

    public static TheoryData<string> Databases => Data(StoragePlace.Databases);

    public void Dispose()
    {
        foreach (StoragePlace place in places) place.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected StoragePlace Place(string kind)
    {
        StoragePlace place = new(kind);
        places.Add(place);
        return place;
    }

    /// <summary>A number and a choice.</summary>
    private protected static SearchSpace Space()
    {
        SearchSpace space = new();
        space.AddNumber("x", -5, 5);
        space.AddChoice("kind", "a", "b", "c");
        return space;
    }

    private protected static Study Create(StudyStorage storage, string name = "s", int overlap = 1, TimeSpan? lease = null) =>
        new(name, Space()) { Seed = 4, Overlap = overlap, Storage = storage, Lease = lease ?? TimeSpan.FromSeconds(30) };

    private protected static double X(Trial trial) => trial.Parameters.Numbers[0];

    private static TheoryData<string> Data(IEnumerable<string> kinds)
    {
        TheoryData<string> data = [];
        foreach (string kind in kinds) data.Add(kind);
        return data;
    }

    /// <summary>Asks until somebody gives up a trial.</summary>
    private protected static Trial AskLong(Study study)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return study.Ask()!;
            }
            catch (InvalidOperationException) when (attempt < 600)
            {
                Thread.Sleep(50);
            }
        }
    }
}
