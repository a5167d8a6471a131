using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

/// <summary>Lets everything through, and counts.</summary>
internal sealed class FakePacer : IRequestPacer
{
    public int Taken { get; private set; }

    public int GivenBack { get; private set; }

    public int Disposed { get; private set; }

    public List<int> Learnt { get; } = [];

    public List<(string Scope, DateTimeOffset Until)> Frozen { get; } = [];

    public List<(string Scope, PaceWindow Window)> Windows { get; } = [];

    public DateTimeOffset Earliest { get; set; }

    public ValueTask<IPacePermit> AcquireAsync(PaceRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Taken++;
        return new ValueTask<IPacePermit>(new Permit(this));
    }

    public DateTimeOffset Estimate(PaceRequest request) => Earliest;

    public void Freeze(string scope, DateTimeOffset until) => Frozen.Add((scope, until));

    public void Learn(string scope, PaceWindow window) => Windows.Add((scope, window));

    private sealed class Permit(FakePacer pacer) : IPacePermit
    {
        public void GiveBack() => pacer.GivenBack++;

        public void Learn(HttpResponseMessage response) => pacer.Learnt.Add((int)response.StatusCode);

        public void Dispose() => pacer.Disposed++;
    }
}
