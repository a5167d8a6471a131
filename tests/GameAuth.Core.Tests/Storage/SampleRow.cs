namespace GameAuth.Core.Tests.Storage;

internal sealed class SampleRow
{
    public string? Name { get; set; }

    public string? Note { get; set; }

    public Uri? Page { get; set; }

    public SampleInner? Inner { get; set; }
}
