using GameAuth.Providers;

namespace GameAuth.Tests.Http;

/// <summary>Lets everybody through and notes it.</summary>
internal sealed class NotingPacer : IRequestPacer
{
    private int _held;

    public int Taken { get; private set; }

    public int GivenBack { get; private set; }

    public int Learnt { get; private set; }

    public int MostAtOnce { get; private set; }

    public ValueTask<IPacePermit> AcquireAsync(PaceRequest request, CancellationToken cancellationToken)
    {
        Taken++;
        MostAtOnce = Math.Max(MostAtOnce, ++_held);
        return new(new Permit(this));
    }

    public DateTimeOffset Estimate(PaceRequest request) => DateTimeOffset.MinValue;

    public void Freeze(string scope, DateTimeOffset until)
    {
    }

    public void Learn(string scope, PaceWindow window)
    {
    }

    private sealed class Permit(NotingPacer owner) : IPacePermit
    {
        public void GiveBack() => owner.GivenBack++;

        public void Learn(HttpResponseMessage response) => owner.Learnt++;

        public void Dispose() => owner._held--;
    }
}
