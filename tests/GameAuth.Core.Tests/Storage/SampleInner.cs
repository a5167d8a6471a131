namespace GameAuth.Tests.Storage;

internal sealed class SampleInner
{
    public int Count { get; set; }
}
