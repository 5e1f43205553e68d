"""A table in two directions as a network, in which exact ranges are fast to find.

Every row and every column is a junction and every hidden cell a road between its row and its
column. A number can grow by as much as can flow back from its column to its row over the other
roads. Source: L. H. Cox (1995), Network models for complementary cell suppression, Journal of the
American Statistical Association 90, 1453-1462.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from greaterdata_lessons.analysis.disclosure_grid import Flags, Grid, Numbers, Places

MOST_DETOURS = 20_000_000  # beyond that every cell is asked by itself
ENDLESS = 100_000_000  # more people than any table here counts; whole-number flows need a limit


@dataclass(frozen=True)
class Network:
    """Where each cell leads: from the junction of its row to that of its column.

    `sign` is -1 for the cells that are a total in one direction only: in them, more people flow
    the other way. Junctions of a direction without totals are one junction: nothing ties them.
    """

    row: Places
    column: Places
    sign: Numbers
    shape: tuple[int, int]

    @property
    def junctions(self) -> int:
        """One more than the highest number of a junction."""
        return sum(self.shape) + 1


def network(grid: Grid) -> Network | None:
    """Return the network of a table in one or two directions; None when it has more."""
    if len(grid.axes) > 2:
        return None
    shape = (1, *grid.shape) if len(grid.axes) == 1 else grid.shape
    totals = [axis.total for axis in grid.axes]
    down, across = (False, *totals) if len(totals) == 1 else totals
    row, column = (place.ravel() for place in np.indices(shape))
    signs = np.ones(shape)
    if down:
        signs[-1, :] *= -1
    if across:
        signs[:, -1] *= -1
    outside = sum(shape)
    return Network(
        row if across else np.full_like(row, outside),
        column + shape[0] if down else np.full_like(column, outside),
        signs.ravel(),
        (shape[0], shape[1]),
    )


@dataclass(frozen=True)
class Roads:
    """A network with how much each cell can fall and rise from where it stands."""

    network: Network
    fall: Numbers
    rise: Numbers

    def reach(self, cell: int, side: int, enough: float = np.inf) -> tuple[float, Flags]:
        """Return how far a cell can move up (`side` 1) or down (-1), and the junctions behind it.

        The junctions are those that a flow can still reach when no more gets through, which is
        the proof that no more can. A way longer than `enough` need not be followed to its end.
        """
        net = self.network
        forward = side * int(net.sign[cell]) > 0
        start, end = net.column[cell], net.row[cell]
        if not forward:
            start, end = end, start
        own = float(self.rise[cell] if side > 0 else self.fall[cell])
        limit = int(min(enough, own, ENDLESS))
        nowhere = np.zeros(net.junctions, dtype=bool)
        if start == end or limit == 0:
            return _endless(float(limit)), nowhere
        roads = self._without(cell, (int(end), limit))
        found = maximum_flow(roads, int(start), net.junctions)
        if found.flow_value >= limit:
            return _endless(float(limit)), nowhere
        left = csr_array(roads - found.flow)
        left.eliminate_zeros()
        seen = breadth_first_order(left, int(start), return_predecessors=False)
        behind = np.zeros(net.junctions + 1, dtype=bool)
        behind[seen] = True
        return _endless(float(found.flow_value)), behind[:-1]

    def _without(self, cell: int, way: tuple[int, int]) -> csr_array:
        """Return all roads but one, and at their end the limit of what anybody asks for."""
        net = self.network
        end, limit = way
        there = np.flatnonzero((self.fall > 0) | (self.rise > 0))
        there = there[there != cell]
        plus = net.sign[there] > 0
        most = np.where(plus, self.rise[there], self.fall[there])
        back = np.where(plus, self.fall[there], self.rise[there])
        tails = np.concatenate([net.row[there], net.column[there], [end]])
        heads = np.concatenate([net.column[there], net.row[there], [net.junctions]])
        room = np.minimum(np.concatenate([most, back, [limit]]), ENDLESS).astype(np.int32)
        size = net.junctions + 1
        ends = tails.astype(np.int32), heads.astype(np.int32)  # older SciPy reads no wider ones
        roads = csr_array(coo_array((room, ends), shape=(size, size)))
        roads.data = np.minimum(roads.data, ENDLESS).astype(np.int32)
        return roads

    def surely(self, need: float) -> Flags:
        """Return the cells that are sure to have a range of `need`, by detours round one corner.

        A cell rises while others of its row fall, others of its column fall, and the corners
        between them rise; where every such column can take up all that is needed, all of it
        arrives. What this cannot show may be wide all the same.
        """
        net = self.network
        plus = net.sign.reshape(net.shape) > 0
        rise, fall = self.rise.reshape(net.shape), self.fall.reshape(net.shape)
        if net.shape[0] * net.shape[1] * min(net.shape) > MOST_DETOURS:
            return np.zeros(len(net.sign), dtype=bool)
        up, down = np.where(plus, rise, fall), np.where(plus, fall, rise)
        if net.shape[0] < net.shape[1]:  # corners are counted for every two of the shorter side
            return _sure(up.T, down.T, need).T.ravel()
        return _sure(up, down, need).ravel()


def _sure(up: Numbers, down: Numbers, need: float) -> Flags:
    """Tell which cells have a range of `need`, from how far each can flow on and back."""
    free, capped = (up >= need).astype(float), np.minimum(down, need)
    grow = np.minimum(_grown(capped, free, need), up)
    shrink = np.where(_shrunk(capped, free, need), capped, 0)
    return np.asarray(grow + shrink >= need)


def _grown(down: Numbers, free: Numbers, need: float) -> Numbers:
    """Return how much each cell can surely grow: detours through every other column."""
    corners = (down.T @ free)[None, :, :] - down[:, :, None] * free[:, None, :]
    through = corners >= need
    width = down.shape[1]
    through[:, np.arange(width), np.arange(width)] = False
    return np.asarray((through * down[:, None, :]).sum(axis=2))


def _shrunk(down: Numbers, free: Numbers, need: float) -> Flags:
    """Return the cells that can surely shrink to their least: a detour through one column."""
    corners = (free.T @ down)[None, :, :] - free[:, :, None] * down[:, None, :]
    through = (corners >= need) & (free[:, None, :] > 0)
    width = down.shape[1]
    through[:, np.arange(width), np.arange(width)] = False
    return np.asarray(through.any(axis=2))


def _endless(flow: float) -> float:
    return np.inf if flow >= ENDLESS else flow
