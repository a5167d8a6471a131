using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

/// <summary>The members that were seen, so that none comes twice in one object. Bounded, since each name is compared with its siblings.</summary>
internal ref struct SeenNames(Span<SeenName> names, ReadOnlySpan<byte> json)
{
    private readonly Span<SeenName> _names = names;
    private readonly ReadOnlySpan<byte> _json = json;
    private Owners _open;
    private int _count;
    private int _depth;
    private int _owners;

    public void Enter() => _open[_depth++] = ++_owners;

    public void Leave() => _depth--;

    public JwsError Add(long start, int length)
    {
        if (_count == _names.Length)
        {
            return JwsError.TooManyMembers;
        }

        SeenName added = new((int)start, length, _open[_depth - 1]);
        ReadOnlySpan<byte> name = _json.Slice(added.Start, length);
        for (int i = _count - 1; i >= 0; i--)
        {
            ref readonly SeenName other = ref _names[i];
            if (other.Owner == added.Owner && other.Length == length && _json.Slice(other.Start, length).SequenceEqual(name))
            {
                return JwsError.DuplicateMember;
            }
        }

        _names[_count++] = added;
        return JwsError.None;
    }

    // As deep as a text may be nested, and one more.
    [InlineArray(34)]
    private struct Owners
    {
        private int _first;
    }
}
