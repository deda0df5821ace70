using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>The memory of elements: an array, from some place on.</summary>
internal readonly struct Storage<T>(
    T[] array, int start = 0, bool isOverwritten = false, bool isPinned = false, bool isPadded = false) where T : unmanaged
{
    /// <summary>The bytes that the processor fetches at once.</summary>
    public const int CacheLine = 64;

    /// <summary>The number of elements from the start on; of padded memory those in whole cache lines.</summary>
    public unsafe int Capacity => isPadded ? (array.Length - start) & -(CacheLine / sizeof(T)) : array.Length - start;

    /// <summary>The number of elements of the array, those before the start included.</summary>
    public int ArrayLength => array.Length;

    public bool IsOverwritten => isOverwritten;

    /// <summary>Room for elements that begin at a cache line, with any content, and zeros up to the end of the last line. A vector that is
    /// read across two lines takes twice as long; worth its cost for memory that is kept and read over and over.</summary>
    public static unsafe Storage<T> Aligned(int count, bool isOverwritten = false)
    {
        int line = CacheLine / sizeof(T), room = Room(count);
        T[] array = GC.AllocateUninitializedArray<T>(checked(room + line), pinned: true);
        nint begin = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        int start = (int)(-begin & (CacheLine - 1)) / sizeof(T);
        array.AsSpan(start + count, room - count).Clear();
        return new Storage<T>(array, start, isOverwritten, isPinned: true, isPadded: true);
    }

    /// <summary>A count of elements, rounded up to whole cache lines.</summary>
    public static unsafe int Room(int count) => checked(count + (CacheLine / sizeof(T) - 1)) & -(CacheLine / sizeof(T));

    /// <summary>A copy of elements that begins at a cache line.</summary>
    public static Storage<T> AlignedCopy(ReadOnlySpan<T> elements)
    {
        Storage<T> copy = Aligned(elements.Length);
        elements.CopyTo(copy.Span(elements.Length));
        return copy;
    }

    /// <summary>Whether both lie in one array.</summary>
    public bool IsSameArray(Storage<T> other) => ReferenceEquals(array, other.Elements);

    /// <summary>The memory behind so many elements.</summary>
    public Storage<T> From(int count) => new(array, start + count, isOverwritten, isPinned);

    /// <summary>The memory behind so many whole cache lines, where what follows up to the end of its last line belongs to whoever gets
    /// it.</summary>
    public Storage<T> FromLine(int count) => new(array, start + count, isOverwritten, isPinned, isPadded);

    /// <summary>Whether the memory begins at a cache line, and what is behind the elements, up to the end of the last line, is nobody
    /// else's: it may be read and written with them.</summary>
    public bool IsPadded => isPadded;

    /// <summary>Whether the garbage collector may put the memory elsewhere.</summary>
    public bool IsMovable => !isPinned;

    /// <summary>Where the elements lie if they stay there, as long as somebody holds the memory; else null.</summary>
    public unsafe T* Address => isPinned ? (T*)Unsafe.AsPointer(ref First) : null;

    private ref T First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), start);

    private T[] Elements => array;

    /// <summary>The first elements. There must be room for them.</summary>
    public Span<T> Span(int count) => MemoryMarshal.CreateSpan(ref First, count);
}
