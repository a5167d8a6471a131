namespace GameAuth.Xbox;

/// <summary>How a list goes on.</summary>
internal sealed class PagingBody
{
    /// <summary>Null or empty on the last page.</summary>
    public string? ContinuationToken { get; set; }
}
