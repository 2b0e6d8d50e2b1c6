namespace FlowerModel.Distiller.Numerics;

/// <summary>A matrix in double precision, row by row.</summary>
/// <param name="rows">Number of rows.</param>
/// <param name="columns">Number of columns.</param>
internal sealed class Matrix(int rows, int columns)
{
    /// <summary>Number of rows.</summary>
    public int Rows { get; } = rows;

    /// <summary>Number of columns.</summary>
    public int Columns { get; } = columns;

    /// <summary>The elements, [rows, columns].</summary>
    public double[] Values { get; } = new double[checked(rows * columns)];

    /// <summary>An element.</summary>
    public ref double this[int row, int column] => ref Values[(row * Columns) + column];

    /// <summary>A row.</summary>
    public Span<double> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>Creates a matrix from its elements.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="columns">Number of columns.</param>
    public static Matrix Of(IReadOnlyList<float> values, int columns)
    {
        var matrix = new Matrix(values.Count / columns, columns);
        for (var i = 0; i < values.Count; i++) matrix.Values[i] = values[i];
        return matrix;
    }

    /// <summary>The product of two matrices.</summary>
    /// <param name="other">As many rows as this matrix has columns.</param>
    public Matrix Times(Matrix other)
    {
        var product = new Matrix(Rows, other.Columns);
        for (var row = 0; row < Rows; row++)
        {
            for (var inner = 0; inner < Columns; inner++) VectorSums.AddScaled(this[row, inner], other.Row(inner), product.Row(row));
        }

        return product;
    }

    /// <summary>Some of the rows, in the given order.</summary>
    public Matrix SelectRows(IReadOnlyList<int> chosen)
    {
        var selected = new Matrix(chosen.Count, Columns);
        for (var i = 0; i < chosen.Count; i++) Row(chosen[i]).CopyTo(selected.Row(i));
        return selected;
    }

    /// <summary>Some of the columns, in the given order.</summary>
    public Matrix SelectColumns(IReadOnlyList<int> chosen)
    {
        var selected = new Matrix(Rows, chosen.Count);
        for (var row = 0; row < Rows; row++)
        {
            for (var i = 0; i < chosen.Count; i++) selected[row, i] = this[row, chosen[i]];
        }

        return selected;
    }

    /// <summary>Adds the elements of a matrix of the same size.</summary>
    public void Add(Matrix other) => VectorSums.AddScaled(1, other.Values, Values);
}
