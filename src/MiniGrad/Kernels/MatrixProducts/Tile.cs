namespace MiniGrad.Kernels;

/// <summary>Settings that all tiles of a panel of columns share. Distances are in bytes.</summary>
internal unsafe struct Tile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The distance in A for the next row of C.</summary>
    public nint ARow;

    /// <summary>The distance in A along the inner dimension.</summary>
    public nint AStep;

    /// <summary>The distance between rows of B.</summary>
    public nint BStep;

    /// <summary>The distance between rows of C.</summary>
    public nint CRow;

    /// <summary>The distance between the rows from which sums start; 0 for one row.</summary>
    public nint StartRow;

    /// <summary>The number of rows of B to read in place.</summary>
    public nint Depth;

    /// <summary>The number of further rows of B, read from <see cref="Tail"/> since whole vectors would reach beyond B.</summary>
    public nint TailDepth;

    /// <summary>The last rows of B, filled up to whole vectors, one behind the other.</summary>
    public T* Tail;

    /// <summary>The memory to copy the panel of B to while reading it, or null.</summary>
    public T* Copy;

    /// <summary>The distance from the reads of B to the memory that is fetched meanwhile.</summary>
    public nint Ahead;

    /// <summary>Memory to fetch meanwhile, <see cref="NextStep"/> further with each of <see cref="NextRows"/> rows of B.</summary>
    public T* Next;

    /// <summary>See <see cref="Next"/>.</summary>
    public nint NextStep;

    /// <summary>See <see cref="Next"/>.</summary>
    public nint NextRows;

    /// <summary>The number of fetches: those of <see cref="Next"/>, the first included, and of <see cref="Later"/>.</summary>
    public nint Fetches;

    /// <summary>The number of rows of B per fetch, but the first.</summary>
    public nint FetchRows;

    /// <summary>The step of <see cref="Next"/> with each fetch but the first.</summary>
    public nint NextJump;

    /// <summary>The memory of the last <see cref="LaterFetches"/> fetches: needed only after this panel, a tile's share.</summary>
    public T* Later;

    /// <summary>See <see cref="Later"/>.</summary>
    public nint LaterFetches;

    /// <summary>The step of <see cref="Later"/> with each fetch.</summary>
    public nint LaterJump;

    /// <summary>The distance to <see cref="Later"/> of the tile below.</summary>
    public nint LaterTile;

    /// <summary>The beginning of C's next panel.</summary>
    public T* NextPanel;

    /// <summary>Whether A's part of the next tile is fetched meanwhile, and not C's.</summary>
    public bool FetchesA;

    /// <summary>The number of elements of a row's last vector that belong to C.</summary>
    public int LastLanes;

    /// <summary>Whether sums start from zero and are added to C when complete.</summary>
    public bool AddsPart;

    /// <summary>Whether to apply the rectified linear unit before storing.</summary>
    public bool Rectify;

    /// <summary>The memory to fetch after <paramref name="fetched"/> if <paramref name="left"/> fetches are left.</summary>
    [MethodImpl(AggressiveInlining)]
    public readonly byte* NextFetch(byte* fetched, nint left) =>
        left == LaterFetches ? (byte*)Later : fetched + (left > LaterFetches ? NextJump : LaterJump);

    /// <summary>Makes the kernels read a copied panel of B, with contiguous rows.</summary>
    public void ReadCopy(int depth, int width)
    {
        BStep = width * sizeof(T);
        Depth = depth;
        TailDepth = 0;
        // The processor itself fetches what is read in sequence.
        Ahead = 0;
    }
}
