namespace GameAuth.Jose;

/// <summary>The members that were seen, so that none comes twice in one object. Bounded, since each name is compared with its siblings.</summary>
internal ref struct SeenNames(Span<SeenName> names, ReadOnlySpan<byte> json)
{
    private readonly Span<SeenName> _names = names;
    private readonly ReadOnlySpan<byte> _json = json;
    private int _count;

    public JwsError Add(int start, int length, int owner)
    {
        if (_count == _names.Length)
        {
            return JwsError.TooManyMembers;
        }

        ReadOnlySpan<byte> name = _json.Slice(start, length);
        for (int i = _count - 1; i >= 0; i--)
        {
            ref readonly SeenName other = ref _names[i];
            if (other.Owner == owner && other.Length == length && _json.Slice(other.Start, length).SequenceEqual(name))
            {
                return JwsError.DuplicateMember;
            }
        }

        _names[_count++] = new SeenName(start, length, owner);
        return JwsError.None;
    }
}

/// <summary>Where a member's name stands in the text, and in which object.</summary>
internal readonly record struct SeenName(int Start, int Length, int Owner);
