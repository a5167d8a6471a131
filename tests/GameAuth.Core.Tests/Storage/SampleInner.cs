namespace GameAuth.Core.Tests.Storage;

internal sealed class SampleInner
{
    public int Count { get; set; }
}
