namespace FlowerModel.Distiller.Numerics;

/// <summary>Solves linear systems by Cholesky decomposition.</summary>
internal static class LinearSystem
{
    /// <summary>Returns X with <c>matrix * X = right</c>.</summary>
    /// <param name="matrix">Symmetric and positive definite; it is overwritten.</param>
    /// <param name="right">As many rows; it is overwritten and returned.</param>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static Matrix Solve(Matrix matrix, Matrix right)
    {
        Decompose(matrix);
        for (var i = 0; i < matrix.Rows; i++)
        {
            for (var k = 0; k < i; k++) VectorSums.AddScaled(-matrix[i, k], right.Row(k), right.Row(i));
            Divide(right.Row(i), matrix[i, i]);
        }

        for (var i = matrix.Rows - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < matrix.Rows; k++) VectorSums.AddScaled(-matrix[k, i], right.Row(k), right.Row(i));
            Divide(right.Row(i), matrix[i, i]);
        }

        return right;
    }

    /// <summary>Replaces the lower triangle of a matrix by its factor L, where the matrix is L * transposed(L).</summary>
    private static void Decompose(Matrix matrix)
    {
        for (var i = 0; i < matrix.Rows; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = matrix[i, j];
                for (var k = 0; k < j; k++) rest -= matrix[i, k] * matrix[j, k];
                if (j < i) matrix[i, j] = rest / matrix[j, j];
                else matrix[i, i] = rest > 0 ? Math.Sqrt(rest) : throw new ArithmeticException("The matrix is not positive definite.");
            }
        }
    }

    private static void Divide(Span<double> values, double divisor)
    {
        foreach (ref var value in values) value /= divisor;
    }
}
