namespace FlowerModel.Distiller.Numerics;

/// <summary>Eigenvectors of symmetric matrices by Jacobi's method (Golub and Van Loan, "Matrix Computations", 8.5).</summary>
internal static class PrincipalComponents
{
    private const int MaxSweeps = 60;

    /// <summary>Returns the eigenvectors that belong to the largest eigenvalues.</summary>
    /// <param name="covariance">Symmetric; it is overwritten.</param>
    /// <param name="count">Number of eigenvectors.</param>
    /// <returns>One eigenvector per column, of length 1, the largest eigenvalue first: [covariance.Rows, count].</returns>
    public static Matrix Compute(Matrix covariance, int count)
    {
        var size = covariance.Rows;
        var vectors = new Matrix(size, size); // one eigenvector per row
        for (var i = 0; i < size; i++) vectors[i, i] = 1;
        for (var sweep = 0; sweep < MaxSweeps && !IsDiagonal(covariance); sweep++) Sweep(covariance, vectors);
        var components = new Matrix(size, count);
        var order = Enumerable.Range(0, size).OrderByDescending(i => covariance[i, i]).ToArray(); // a stable sort
        for (var column = 0; column < count; column++)
        {
            for (var row = 0; row < size; row++) components[row, column] = vectors[order[column], row];
        }

        return components;
    }

    private static bool IsDiagonal(Matrix matrix)
    {
        double outside = 0, inside = 0;
        for (var row = 0; row < matrix.Rows; row++)
        {
            for (var column = 0; column < matrix.Columns; column++)
            {
                var square = matrix[row, column] * matrix[row, column];
                if (row == column) inside += square;
                else outside += square;
            }
        }

        return outside <= inside * 1e-24;
    }

    private static void Sweep(Matrix matrix, Matrix vectors)
    {
        for (var p = 0; p < matrix.Rows; p++)
        {
            for (var q = p + 1; q < matrix.Rows; q++)
            {
                if (matrix[p, q] == 0) continue;
                // The angle that makes the element at (p, q) zero.
                var ratio = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
                var tangent = (ratio >= 0 ? 1 : -1) / (Math.Abs(ratio) + Math.Sqrt((ratio * ratio) + 1));
                var cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
                Rotate(matrix, vectors, p, q, cosine, tangent * cosine);
            }
        }
    }

    private static void Rotate(Matrix matrix, Matrix vectors, int p, int q, double cosine, double sine)
    {
        for (var row = 0; row < matrix.Rows; row++) Rotate(ref matrix[row, p], ref matrix[row, q], cosine, sine);
        RotateRows(matrix, p, q, cosine, sine);
        RotateRows(vectors, p, q, cosine, sine);
    }

    private static void RotateRows(Matrix matrix, int p, int q, double cosine, double sine)
    {
        Span<double> first = matrix.Row(p), second = matrix.Row(q);
        for (var i = 0; i < first.Length; i++) Rotate(ref first[i], ref second[i], cosine, sine);
    }

    private static void Rotate(ref double first, ref double second, double cosine, double sine) =>
        (first, second) = ((cosine * first) - (sine * second), (sine * first) + (cosine * second));
}
