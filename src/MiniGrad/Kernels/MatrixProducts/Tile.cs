using System.Numerics;

namespace MiniGrad.Kernels.MatrixProducts;

/// <summary>What the tiles of a panel of columns have in common. Distances are in bytes.</summary>
internal unsafe struct Tile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From an element of A to the one in the next row of C.</summary>
    public nint ARow;

    /// <summary>From an element of A to the next of the inner dimension.</summary>
    public nint AStep;

    /// <summary>From a row of B to the next.</summary>
    public nint BStep;

    /// <summary>From a row of C to the next.</summary>
    public nint CRow;

    /// <summary>From the row that sums start from to the next; 0 where all start from the same.</summary>
    public nint StartRow;

    /// <summary>How many rows of B are read where they lie.</summary>
    public nint Depth;
    public nint Ahead;
    public T* Next;public T* NextPanel;public nint NextStep;public nint NextSteps;public bool NextInA;public T* Copy;

    /// <summary>How many more rows of B are read from <see cref="Tail"/>, because whole vectors would reach beyond the end of B.</summary>
    public nint TailDepth;

    /// <summary>The last rows of B, filled up to whole vectors, one behind the other.</summary>
    public T* Tail;

    /// <summary>How many elements of a row's last vector belong to C.</summary>
    public int LastLanes;

    /// <summary>Whether to apply the rectified linear unit before storing.</summary>
    public bool Rectify;
}
